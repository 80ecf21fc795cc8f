from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.ranks import rank_sum


def rank(matrix: list[list[int]]) -> int:
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


def test_random_matrices_of_low_rank() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        rows, columns, inner = (int(v) for v in rng.integers(1, 7, 3))
        matrices = rng.integers(-3, 4, (4, rows, inner)) @ rng.integers(-3, 4, (4, inner, columns))
        assert rank_sum(matrices) == sum(rank(m) for m in matrices.tolist())


def test_ranks_of_matrices_that_vanish_modulo_a_prime() -> None:
    assert rank_sum(np.array([[[2**31 - 1]]])) == 1
    assert rank_sum(np.array([[[46341, 1], [1, 46341]]])) == 2
    assert rank_sum(np.array([[[1, 2], [2, 4]], [[0, 0], [0, 0]], [[1, 2], [3, 4]]])) == 3
    with pytest.raises(ValueError, match="too large"):
        rank_sum(np.full((1, 40, 40), 2**20))
