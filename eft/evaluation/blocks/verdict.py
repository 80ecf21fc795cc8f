"""What a family's `score.py` returns, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Reject(Exception):
    """The answer is not acceptable; the text names the first thing that is wrong, for the record and for the model."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Judgement of one answer. `value` is in the task's unit (hidden kinds: value / reference) and None unless valid.

    reason: for a valid answer a note worth showing (for example which violation was repaired and how large it was).
    certificate: plain data from which the value can be recomputed exactly.
    """

    valid: bool
    value: float | None
    reason: str = ""
    certificate: Mapping[str, Any] | None = None


def accept(value: float, reason: str = "", certificate: Mapping[str, Any] | None = None) -> Verdict:
    """A proved value."""
    return Verdict(True, float(value), reason, certificate)


def reject(reason: str, certificate: Mapping[str, Any] | None = None) -> Verdict:
    """An answer that breaks a rule of the task."""
    return Verdict(False, None, reason, certificate)
