"""Forbidden patterns in sets of integers and vectors: each function names the first pattern found, or returns None."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def repeated_difference(marks: Sequence[int]) -> str | None:
    """A difference that two pairs of marks share (a repeated mark counts as difference 0), else None."""
    ordered = sorted(marks)
    pairs: dict[int, tuple[int, int]] = {}
    for j, high in enumerate(ordered):
        for low in ordered[:j]:
            if high == low:
                return f"mark {low} occurs twice"
            if high - low in pairs:
                other = pairs[high - low]
                return f"difference {high - low} occurs twice: {other[0]}-{other[1]} and {low}-{high}"
            pairs[high - low] = (low, high)
    return None


def repeated_row(rows: NDArray[np.int64]) -> int | None:
    """Index of the first row that equals an earlier one, else None."""
    seen: set[tuple[int, ...]] = set()
    for index, row in enumerate(rows.tolist()):
        key = tuple(row)
        if key in seen:
            return index
        seen.add(key)
    return None


def line_in_f3(vectors: NDArray[np.int64]) -> tuple[int, int, int] | None:
    """Indices of three distinct vectors over {0, 1, 2} whose sum is 0 mod 3, else None; the vectors must be distinct. [m, n]"""
    m, n = vectors.shape
    half = n // 2
    low = vectors[:, :half] @ 3 ** np.arange(half, dtype=np.int64)
    high = vectors[:, half:] @ 3 ** np.arange(n - half, dtype=np.int64)
    third_low, third_high = _third(half), _third(n - half) * 3**half
    index = np.full(3**n, -1, dtype=np.int64)
    index[low + high * 3**half] = np.arange(m)
    for a in range(m - 2):
        third = index[third_high[high[a], high[a + 1 :]] + third_low[low[a], low[a + 1 :]]]
        found = np.flatnonzero(third >= 0)
        if found.size:
            return a, a + 1 + int(found[0]), int(third[found[0]])
    return None


def _third(k: int) -> NDArray[np.int64]:
    """Table [3^k, 3^k] of -(a+b) mod 3, digit by digit."""
    digits = np.arange(3**k)[:, None] // 3 ** np.arange(k) % 3
    table: NDArray[np.int64] = -(digits[:, None] + digits) % 3 @ 3 ** np.arange(k)
    return table
