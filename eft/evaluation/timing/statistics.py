"""Medians with intervals that assume nothing about the noise."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

SAME = 0.005  # ratios within 1 ± SAME count as equal


@dataclass(frozen=True, slots=True)
class Ratio:
    """reference time / candidate time (above 1: the candidate is faster), in [low, high] with at least 95 %."""

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """Width of the interval relative to the value."""
        return (self.high - self.low) / self.value

    def verdict(self) -> str:
        """FAST or SLOW: the interval lies on one side of 1; SAME: within 1 ± SAME; AMBIGUOUS: neither."""
        if self.low >= 1 - SAME and self.high <= 1 + SAME:
            return "SAME"
        return "FAST" if self.low > 1 else "SLOW" if self.high < 1 else "AMBIGUOUS"


def median_rank(n: int, level: float = 0.95) -> int:
    """Largest k so that the median lies between the k-th smallest and the k-th largest of n values with at least `level`.

    Order statistics (David & Nagaraja, Order Statistics, 2003, 7.1): P(outside) = 2 P(Bin(n, 1/2) < k). ValueError below 6 values.
    """
    below, k = 0, 0
    while 2 * (below + math.comb(n, k)) <= (1 - level) * 2**n:
        below += math.comb(n, k)
        k += 1
    if k == 0:
        raise ValueError(f"{n} values give no {level:.0%} interval of the median")
    return k


def median_interval(values: Sequence[float]) -> Ratio:
    """The median with its distribution-free 95 % interval."""
    ordered = sorted(values)
    k = median_rank(len(ordered))
    return Ratio(statistics.median(ordered), ordered[k - 1], ordered[-k])


def combine(rounds: Sequence[Ratio]) -> Ratio:
    """Rounds in fresh processes are what is drawn at random (memory layout differs between processes, so pooling their pairs would promise too
    much): the median of their values with its distribution-free 95 % interval; of fewer than six, the hull of their own intervals."""
    values = [r.value for r in rounds]
    if len(values) >= 6:
        return median_interval(values)
    return Ratio(statistics.median(values), min(r.low for r in rounds), max(r.high for r in rounds))
