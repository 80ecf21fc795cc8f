"""Readers of questions of tasks that are played in rounds: tables of as many rows as the program likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import entry, integer
from eft.evaluation.blocks.verdict import Reject


def rows(out: Mapping[str, Any], columns: int, low: int, high: int, most: int) -> NDArray[np.int64]:
    """`out["ask"]` as an integer table [k, columns] with entries in low..high and 1 <= k <= most, or Reject."""
    return integer(out, "ask", (_length(out, most), columns), low, high)


def _length(out: Mapping[str, Any], most: int) -> int:
    value = entry(out, "ask")
    if not isinstance(value, list | np.ndarray) or (isinstance(value, np.ndarray) and value.ndim == 0):
        raise Reject(f"ask: expected a list of rows, got {type(value).__name__}")
    if not 1 <= len(value) <= most:
        raise Reject(f"ask: {len(value)} rows, 1 to {most} are allowed")
    return len(value)
