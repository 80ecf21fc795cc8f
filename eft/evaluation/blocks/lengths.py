"""Answers whose length the candidate chooses within limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import entry
from eft.evaluation.blocks.verdict import Reject


def count(answer: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """Length of the first axis of `answer[name]`, in [low, high]; read the entries afterwards with `real` or `integer`."""
    value = entry(answer, name)
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            raise Reject(f"{name}: expected a list, got a single number")
        if value.dtype == object:
            raise Reject(f"{name}: expected numbers or lists, got an array of objects")
    elif not isinstance(value, list):
        raise Reject(f"{name}: expected a list, got {type(value).__name__}")
    if not low <= len(value) <= high:
        raise Reject(f"{name}: {len(value)} entries, expected {low}..{high}")
    return len(value)
