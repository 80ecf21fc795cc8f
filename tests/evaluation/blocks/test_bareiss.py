"""Modular determinant against fraction-free elimination in Python integers."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.bareiss import determinant


def slow(matrix: list[list[int]]) -> int:
    """Bareiss (1968): every division is exact."""
    a, sign, previous = [row[:] for row in matrix], 1, 1
    n = len(a)
    for k in range(n - 1):
        if a[k][k] == 0:
            swap = next((i for i in range(k + 1, n) if a[i][k]), None)
            if swap is None:
                return 0
            a[k], a[swap], sign = a[swap], a[k], -sign
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                a[i][j] = (a[i][j] * a[k][k] - a[i][k] * a[k][j]) // previous
        previous = a[k][k]
    return sign * a[-1][-1]


@pytest.mark.parametrize(("n", "size", "repeats"), [(1, 5, 5), (2, 3, 20), (3, 1, 60), (6, 10**6, 10), (15, 1, 10), (33, 1, 3)])
def test_equals_bareiss(n: int, size: int, repeats: int) -> None:
    draw = np.random.default_rng(n)
    for _ in range(repeats):
        matrix = draw.integers(-size, size + 1, (n, n))
        assert determinant(matrix) == slow(matrix.tolist())


def test_hadamard_of_order_16_and_a_singular_matrix() -> None:
    signs = np.array([[1 - 2 * (bin(i & j).count("1") % 2) for j in range(16)] for i in range(16)])
    assert abs(determinant(signs)) == 16**8
    assert determinant(np.ones((5, 5), dtype=np.int64)) == 0
    assert determinant(np.array([[0, 1], [1, 0]])) == -1
