from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers import circuits
from eft.evaluation.tasks import load_module, read_family

FAMILY = read_family("circuits/matmul")
score = load_module(FAMILY[0], "score")


def _program(name: str):
    names: dict = {}
    exec((FAMILY[0].folder / "right" / name).read_text(), names)
    return names["solve"]


def test_schoolbook_and_empty_answers() -> None:
    one = {"n": 1, "m": 1, "p": 2}
    assert score.score(one, {}, {"U": [[1], [1]], "V": [[1, 0], [0, 1]], "W": [[1, 0], [0, 1]]}).value == 2
    assert score.score(one, {}, {"U": [[1]], "V": [[1, 0]], "W": [[1, 0]]}).value == 2  # the second term is bought
    assert score.score(one, {}, {"U": [[2]], "V": [[1, 0]], "W": [[1, 0]]}).value == 3
    for task in FAMILY:
        n, m, p = (task.params[name] for name in "nmp")
        assert score.score(dict(task.params), {}, {"U": [], "V": [], "W": []}).value == n * m * p == task.baseline


def test_strassen_reaches_its_values_and_is_complete() -> None:
    for task in FAMILY:
        answer = _program("3_strong.py")(**task.params)
        value = score.score(dict(task.params), {}, answer).value
        if task.best_known.holder == "Strassen 1969":
            assert value == task.best_known.value
        got = circuits.matmul(*task.params.values(), *(np.ascontiguousarray(answer[name]) for name in "UVW"))
        assert got.value == value  # the compiled scorer accepts complete algorithms only


def _rank(matrix: list[list[int]]) -> int:
    """Twin: elimination without fractions (Bareiss 1968) in Python integers."""
    rows, rank, before = [list(map(int, row)) for row in matrix], 0, 1
    for column in range(len(rows[0])):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            rows[r] = [(x * rows[rank][column] - y * rows[r][column]) // before for x, y in zip(rows[r], rows[rank], strict=True)]
        before, rank = rows[rank][column], rank + 1
    return rank


def test_values_agree_with_exact_elimination() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        n, m, p = (int(v) for v in rng.integers(1, 4, 3))
        r = int(rng.integers(1, n * m * p + 1))
        u, v, w = (rng.integers(-1, 2, (r, width)) for width in (n * m, m * p, p * n))
        rest = -np.einsum("ra,rb,rc->abc", u, v, w)
        for i, j, k in np.ndindex(n, m, p):
            rest[i * m + j, j * p + k, k * n + i] += 1
        least = min(sum(_rank(s) for s in np.moveaxis(rest, axis, 0)) for axis in range(3))
        assert score.score({"n": n, "m": m, "p": p}, {}, {"U": u, "V": v, "W": w}).value == r + least


def test_bad_factors() -> None:
    public, good = {"n": 1, "m": 1, "p": 1}, {"U": [[1]], "V": [[1]], "W": [[1]]}
    for change in ({"U": [[9]]}, {"U": [[1.0]]}, {"U": [[True]]}, {"V": [[1, 1]]}, {"W": [1]}, {"U": [[1]] * 2}):
        with pytest.raises(Reject):
            score.score(public, {}, {**good, **change})
    assert not score.score(public, {}, {**good, "V": []}).valid
