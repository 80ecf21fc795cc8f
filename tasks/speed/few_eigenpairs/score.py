"""Smallest eigenpairs of sparse matrices: residuals, orthonormality, and a Cholesky factorisation as proof that nothing smaller is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import F64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

DEGREE = 10  # mean number of neighbours
LEAST, MOST = 0.01, 1.0  # added to the Laplacian's diagonal
RESIDUAL = 1e-8  # of |A|, the largest sum of absolute values in a row
SKEW = 1e-10
MARGIN = 1e-7  # of |A|; above what residuals of k <= 8 pairs can move an eigenvalue


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The shortest DEGREE n / 2 edges between random points: a geometric graph with as many entries for every seed."""
    n = int(params["n"])
    stream = Stream(seed or 0, "few_eigenpairs")
    x, y = stream.uniform(size=2 * n).reshape(2, n)
    pairs = graphgen.complete(n)
    i, j = pairs.T
    edges = DEGREE * n // 2
    i, j = pairs[np.argpartition((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2, edges)[:edges]].T
    own = np.arange(n)
    rows, columns = np.concatenate([i, j, own]), np.concatenate([j, i, own])
    diagonal = np.bincount(rows[: 2 * edges], minlength=n) + stream.uniform(LEAST, MOST, n)
    order = np.lexsort((columns, rows))
    public = {
        "indptr": np.searchsorted(rows[order], np.arange(n + 1)).astype(np.int64),
        "indices": columns[order],
        "data": np.concatenate([np.full(2 * edges, -1.0), diagonal])[order],
        "k": int(params["k"]),
    }
    return public, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    n, k = int(params["n"]), int(params["k"])
    return {"w": ("f8", (k,)), "v": ("f8", (n, k))}


def dense(public: Mapping[str, Any]) -> F64:
    """The matrix with its zeros."""
    n = len(public["indptr"]) - 1
    matrix = np.zeros((n, n))
    matrix[np.repeat(np.arange(n), np.diff(public["indptr"])), public["indices"]] = public["data"]
    return matrix


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """The pairs are eigenpairs, and every x orthogonal to them has x'Ax >= (w[k-1] - margin) |x|^2, so that they are the smallest.

    The second holds if A - (w[k-1] - margin) I is positive definite once the directions v are lifted; Cholesky's method needs no pivots.
    """
    matrix, k = dense(public), public["k"]
    n = len(matrix)
    w, v = real(answer, "w", (k,)), real(answer, "v", (n, k))
    size = float(np.abs(matrix).sum(axis=1).max())
    if (np.diff(w) < 0).any():
        return reject(f"w[{int(np.argmin(np.diff(w))) + 1}] is less than the one before, expected ascending values")
    residual = np.linalg.norm(matrix @ v - v * w, axis=0)
    if not (residual <= RESIDUAL * size).all():
        i = int(np.argmax(residual))
        return reject(f"pair {i}: |A v - w v| is {residual[i]:.3g}, allowed {RESIDUAL * size:.3g}")
    skew = float(np.abs(v.T @ v - np.eye(k)).max())
    if not skew <= SKEW:
        return reject(f"v is not orthonormal: v'v differs from the identity by {skew:.3g}, allowed {SKEW:.3g}")
    matrix += size * (v @ v.T)
    matrix[np.diag_indices(n)] -= w[-1] - MARGIN * size
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return reject(f"not the {k} smallest pairs: another eigenvalue is less than w[{k - 1}]")
    return accept(1.0)
