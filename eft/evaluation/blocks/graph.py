"""Readers of index lists and edge lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import entry, integer
from eft.evaluation.blocks.stream import I64
from eft.evaluation.blocks.verdict import Reject


def index_list(answer: Mapping[str, Any], name: str, n: int, most: int) -> I64:
    """int64 array [m] of indices in 0..n−1 with any m ≤ `most`, checked before anything is converted."""
    return integer(answer, name, _length(answer, name, most), 0, n - 1)


def index_pairs(answer: Mapping[str, Any], name: str, n: int, most: int) -> I64:
    """int64 array [m, 2] of indices in 0..n−1 with any m ≤ `most`, checked before anything is converted; m = 0 may be `[]`."""
    length = _length(answer, name, most)
    if length == 0 and isinstance(entry(answer, name), list):
        return np.zeros((0, 2), dtype=np.int64)
    return integer(answer, name, (length, 2), 0, n - 1)


def _length(answer: Mapping[str, Any], name: str, most: int) -> int:
    value = entry(answer, name)
    if not isinstance(value, (list, np.ndarray)) or (isinstance(value, np.ndarray) and value.ndim == 0):
        raise Reject(f"{name}: expected a list of integers, got {type(value).__name__}")
    if len(value) > most:
        raise Reject(f"{name}: {len(value)} rows, at most {most} allowed")
    return len(value)
