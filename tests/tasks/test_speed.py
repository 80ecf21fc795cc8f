"""Scorers of the timed families: answers worked out by hand, and slow twins on small instances."""

from __future__ import annotations

import heapq
import math
import re
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from eft.evaluation import tasks
from eft.evaluation.blocks.verdict import Reject, Verdict

FAMILIES = [family for family in tasks.families() if family.startswith("speed/")]


def module(family: str) -> Any:
    return tasks.load_module(tasks.read_family(f"speed/{family}")[0], "score")


def judged(family: str, public: dict[str, Any], **answer: Any) -> Verdict:
    try:
        return module(family).score(public, {"check": 1}, {name: np.array(value) for name, value in answer.items()})  # type: ignore[no-any-return]
    except Reject as refusal:
        return Verdict(False, None, str(refusal))


@pytest.mark.parametrize("family", FAMILIES)
def test_inputs_are_as_declared_and_differ_by_seed(family: str) -> None:
    for task in tasks.read_family(family):
        score = tasks.load_module(task, "score")
        params = {**task.params, **task.args["cheap"]}
        (one, _), (same, _), (other, _) = (score.instance(params, seed) for seed in (5, 5, 6))
        assert list(one) == list(task.inputs)
        assert list(score.outputs(params)) == list(task.outputs)
        for name, value in one.items():
            if not isinstance(value, np.ndarray):
                assert value == other[name]  # a constant of the task
                continue
            assert np.array_equal(value, same[name])
            assert (value.dtype, value.shape) == (other[name].dtype, other[name].shape)
            assert name == "indptr" or not np.array_equal(value, other[name])


def test_convolutions_by_hand() -> None:
    a, b = np.array([[[1.0, 2.0], [3.0, 4.0]]]), np.ones((1, 2, 2))
    right = [[[1.0, 3.0, 2.0], [4.0, 10.0, 6.0], [3.0, 7.0, 4.0]]]
    assert judged("convolve2d", {"A": a, "B": b}, C=right).valid
    assert not judged("convolve2d", {"A": a, "B": b}, C=np.array(right) + 1e-6).valid
    x, h = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 1.0]])
    assert judged("fft_convolution", {"x": x, "h": h}, y=[[1.0, 3.0, 5.0, 3.0]]).valid
    assert not judged("fft_convolution", {"x": x, "h": h}, y=[[4.0, 3.0, 5.0, 0.0]]).valid


def test_psd_projection_by_hand() -> None:
    a = {"A": np.array([[[0.0, 1.0], [1.0, 0.0]]])}  # eigenvalues 1 and -1
    assert judged("psd_projection", a, X=[[[0.5, 0.5], [0.5, 0.5]]]).valid
    for wrong, reason in (
        ([[0.0, 0.0], [0.0, 0.0]], "X - A"),
        ([[1.0, 1.0], [1.0, 1.0]], "tr X"),
        ([[0.0, 1.0], [1.0, 0.0]], "X \\[0\\] has"),
        ([[0.5, 0.6], [0.4, 0.5]], "not symmetric"),
    ):
        verdict = judged("psd_projection", a, X=[wrong])
        assert not verdict.valid
        assert re.search(reason, verdict.reason)


def test_polynomial_roots_by_hand() -> None:
    c = {"c": np.array([[0.0, 0.0, 1.0]])}  # T2 = 2 t^2 - 1
    root = math.sqrt(0.5)
    assert judged("polynomial_roots", c, x=[[-root, root]]).valid
    assert judged("polynomial_roots", c, x=[[-root, root + 1e-6]]).valid  # within 1e-6 of the distance, 1.41
    assert not judged("polynomial_roots", c, x=[[-root, root + 2e-6]]).valid
    assert not judged("polynomial_roots", c, x=[[root, -root]]).valid
    assert not judged("polynomial_roots", c, x=[[root, root]]).valid


def test_roots_are_the_eigenvalues_of_the_generating_matrix() -> None:
    """The instance again, as a Jacobi matrix of a degree that can be checked by NumPy."""
    score = module("polynomial_roots")
    for seed in range(20):
        c = score.instance({"deg": 9, "batch": 1}, seed)[0]["c"]
        stream = score.Stream(seed, "polynomial_roots")
        d = score.DISORDER / 81
        a, b = stream.uniform(-d, d, 9), stream.uniform(1 - 3 * d, 1 - d, 9) / 2
        matrix = np.diag(a) + np.diag(b[1:], 1) + np.diag(b[1:], -1)
        assert judged("polynomial_roots", {"c": c}, x=np.linalg.eigvalsh(matrix)[None]).valid


def test_toeplitz_by_hand() -> None:
    public = {"c": np.array([[3.0, 1.0]]), "b": np.array([[5.0, 7.0]])}
    assert judged("toeplitz_solve", public, x=[[1.0, 2.0]]).valid
    assert not judged("toeplitz_solve", public, x=[[1.0, 2.0 + 1e-8]]).valid
    for seed in range(20):
        public, _ = module("toeplitz_solve").instance({"n": 17, "batch": 2}, seed)
        matrices = [[[column[abs(i - j)] for j in range(17)] for i in range(17)] for column in public["c"]]
        x = np.stack([np.linalg.solve(matrix, right) for matrix, right in zip(matrices, public["b"], strict=True)])
        assert judged("toeplitz_solve", public, x=x).valid
        assert min(np.linalg.eigvalsh(matrices)[:, 0]) > 0


def test_simplex_projection_by_hand() -> None:
    public = {"Y": np.array([[1.5, 1.0, -1.0]])}
    assert judged("simplex_projection", public, X=[[0.75, 0.25, 0.0]]).valid
    assert not judged("simplex_projection", public, X=[[0.75 + 1e-9, 0.25 - 1e-9, 0.0]]).valid
    assert not judged("simplex_projection", public, X=[[1.0, 0.0, 0.0]]).valid
    assert not judged("simplex_projection", public, X=[[0.75, 0.25, -0.0 - 1e-300]]).valid


def test_nearest_neighbours_agree_with_a_slow_twin() -> None:
    public = {"X": np.array([[0.0], [4.0], [2.0]]), "Q": np.array([[3.0]]), "k": 2}
    assert judged("nearest_neighbours", public, idx=[[1, 2]]).valid
    assert not judged("nearest_neighbours", public, idx=[[2, 1]]).valid  # equally near: the lower number first
    for seed in range(50):
        public, _ = module("nearest_neighbours").instance({"n": 40, "q": 5, "d": 1, "k": 6}, seed)
        x, q = public["X"].astype(int).tolist(), public["Q"].astype(int).tolist()
        right = [[i for _, i in sorted((sum((s - t) ** 2 for s, t in zip(p, r, strict=True)), i) for i, p in enumerate(x))][:6] for r in q]
        assert judged("nearest_neighbours", public, idx=right).valid
        right[3][4], right[3][5] = right[3][5], right[3][4]
        assert not judged("nearest_neighbours", public, idx=right).valid


def test_shortest_paths_agree_with_a_slow_twin() -> None:
    for seed in range(50):
        public, _ = module("shortest_paths").instance({"n": 60}, seed)
        rows = []
        for source in public["sources"].tolist():
            best, heap = [-1] * 60, [(0, source)]
            while heap:
                d, u = heapq.heappop(heap)
                if best[u] < 0:
                    best[u] = d
                    for a in range(public["indptr"][u], public["indptr"][u + 1]):
                        heapq.heappush(heap, (d + int(public["weight"][a]), int(public["indices"][a])))
            rows.append(best)
        assert judged("shortest_paths", public, dist=rows).valid
        rows[seed % 16][seed] += 1
        assert not judged("shortest_paths", public, dist=rows).valid


def test_lasso_by_hand() -> None:
    """One column, y = 2, lambda = 1.8: the solution is 0.2; at b above it the gap is b (b - 0.2)."""
    public = {"X": np.array([[1.0]]), "y": np.array([2.0]), "lam": np.array([1.8])}
    assert judged("lasso_path", public, B=[[0.2]]).valid
    assert judged("lasso_path", public, B=[[0.2 + 1.9e-7]]).valid  # 3.8e-8 of the allowed 4e-8
    assert not judged("lasso_path", public, B=[[0.2 + 2.1e-7]]).valid
    assert not judged("lasso_path", public, B=[[0.0]]).valid


def test_few_eigenpairs_by_hand() -> None:
    """[[2, -1], [-1, 2]] has the eigenvalues 1 and 3."""
    public = {"indptr": np.array([0, 2, 4]), "indices": np.array([0, 1, 0, 1]), "data": np.array([2.0, -1.0, -1.0, 2.0]), "k": 1}
    root = math.sqrt(0.5)
    assert judged("few_eigenpairs", public, w=[1.0], v=[[root], [root]]).valid
    assert judged("few_eigenpairs", public, w=[1.0 + 2.9e-8], v=[[root], [root]]).valid  # 1e-8 of |A| = 3
    for w, v, reason in (
        (1.0 + 3.1e-8, [[root], [root]], "A v - w v"),
        (3.0, [[root], [-root]], "not the 1 smallest"),
        (1.0, [[root + 1e-10], [root + 1e-10]], "not orthonormal"),
        (1.0, [[0.0], [0.0]], "not orthonormal"),
    ):
        verdict = judged("few_eigenpairs", public, w=[w], v=v)
        assert not verdict.valid
        assert reason in verdict.reason


def test_few_eigenpairs_of_a_repeated_eigenvalue() -> None:
    """Of the identity any k orthonormal vectors are right; with one eigenvalue below the others they aren't."""
    public = {"indptr": np.arange(5), "indices": np.arange(4), "data": np.ones(4), "k": 2}
    assert judged("few_eigenpairs", public, w=[1.0, 1.0], v=np.eye(4)[:, 2:]).valid
    below = {**public, "data": np.array([1.0 - 2e-7, 1.0, 1.0, 1.0])}  # by twice the margin
    assert not judged("few_eigenpairs", below, w=[1.0, 1.0], v=np.eye(4)[:, 2:]).valid
    assert judged("few_eigenpairs", below, w=[1.0 - 2e-7, 1.0], v=np.eye(4)[:, [0, 3]]).valid
    assert not judged("few_eigenpairs", below, w=[1.0, 1.0 - 2e-7], v=np.eye(4)[:, [3, 0]]).valid  # not ascending


def test_few_eigenpairs_of_instances() -> None:
    """A Laplacian plus a diagonal between 0.01 and 1, with 11 n entries; of its pairs only the smallest pass."""
    score = module("few_eigenpairs")
    for seed in range(10):
        public, _ = score.instance({"n": 40, "k": 3}, seed)
        matrix = score.dense(public)
        excess = matrix.sum(axis=1)
        assert (matrix == matrix.T).all()
        assert len(public["data"]) == 11 * 40
        assert set(matrix[~np.eye(40, dtype=bool)]) == {-1.0, 0.0}
        assert 0.01 - 1e-12 <= excess.min() <= excess.max() <= 1 + 1e-12
        w, v = np.linalg.eigh(matrix)
        assert judged("few_eigenpairs", public, w=w[:3], v=v[:, :3]).valid
        for others in ([0, 1, 3], [1, 2, 3], [0, 2, 3], [37, 38, 39]):
            assert not judged("few_eigenpairs", public, w=w[others], v=v[:, others]).valid


def test_affine_transform_by_hand() -> None:
    img = np.array([[0.0, 6.0], [0.0, 6.0]])
    public = {"img": img, "M": np.eye(2), "t": np.array([0.0, 0.5])}
    assert judged("affine_transform", public, out=[[3.0, 0.0], [3.0, 0.0]]).valid
    lower = {**public, "t": np.array([0.25, 0.5])}  # off the border
    assert judged("affine_transform", lower, out=[[3.0 + 9e-10, 0.0], [0.0, 0.0]]).valid
    assert not judged("affine_transform", lower, out=[[3.0 + 2e-9, 0.0], [0.0, 0.0]]).valid
    assert not judged("affine_transform", lower, out=[[3.0, 0.0], [3.0, 0.0]]).valid  # outside
    assert judged("affine_transform", {**public, "t": np.zeros(2)}, out=img).valid
    assert judged("affine_transform", {**public, "t": np.zeros(2)}, out=np.zeros((2, 2))).valid  # all of it lies on the border
    assert judged(
        "affine_transform", {**public, "M": np.array([[1.0, 0.0], [0.0, -1.0]]), "t": np.array([0.0, 1.0])}, out=img[:, ::-1]
    ).valid


def test_affine_transform_agrees_with_scipy() -> None:
    """A reflection at the border, four terms in each direction, another implementation."""
    for seed in range(20):
        public, _ = module("affine_transform").instance({"n": 11 + seed}, seed)
        out = ndimage.affine_transform(public["img"], public["M"], public["t"])
        assert judged("affine_transform", public, out=out).valid
        inside = np.argwhere(out)
        out[tuple(inside[seed])] += 1e-8
        assert not judged("affine_transform", public, out=out).valid
