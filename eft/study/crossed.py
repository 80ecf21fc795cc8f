"""Families × training seeds × repeats: intervals for an experiment whose two outer factors are crossed.

A training run meets every family and a family meets every training run, so neither lies inside the other. The bootstrap draws families and
training seeds with replacement, independently of each other, and inside each drawn pair its repeats (searches, or parents); the interval then
speaks of other families and of other training runs at once (Owen 2007, "The pigeonhole bootstrap", which shows it to be on the wide side).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Key = tuple[str, int, str]  # family, training seed, repeat
DRAWS = 10_000
BATCH = 250  # draws held at once


@dataclass(frozen=True, slots=True)
class Effect:
    """A mean over families, training seeds and repeats, each weighed equally within the level above.

    low, high: 95 %; inner: 90 % (for the equivalence test). p: two-sided, from the bootstrap. by_family, by_seed: means.
    """

    mean: float
    low: float
    high: float
    inner: tuple[float, float]
    p: float
    families: int
    seeds: int
    values: int
    by_family: Mapping[str, float]
    by_seed: Mapping[int, float]

    def equivalent(self, margin: float) -> bool:
        """Two one-sided tests at 5 %: the effect lies within ± margin (Schuirmann 1987)."""
        return -margin < self.inner[0] and self.inner[1] < margin

    def text(self, digits: int = 3) -> str:
        """`+0.042 [-0.011, +0.097]`."""
        return f"{self.mean:+.{digits}f} [{self.low:+.{digits}f}, {self.high:+.{digits}f}]"


def effect(values: Mapping[Key, float], draws: int = DRAWS, seed: int = 0) -> Effect:
    """Mean and bootstrap intervals of `values`. Raises ValueError unless every family was measured at every training seed."""
    table = grid(values)
    means = resample(table, lambda drawn: np.nanmean(drawn, axis=3).mean(axis=(1, 2)), draws, seed)
    cells = np.nanmean(table.values, axis=2)
    low, high, inner_low, inner_high = np.quantile(means, [0.025, 0.975, 0.05, 0.95])
    below = (1 + int((means <= 0).sum())) / (draws + 1)
    above = (1 + int((means >= 0).sum())) / (draws + 1)
    return Effect(
        float(cells.mean()), float(low), float(high), (float(inner_low), float(inner_high)), min(1.0, 2 * min(below, above)),
        len(table.families), len(table.seeds), len(values),
        dict(zip(table.families, cells.mean(axis=1).tolist(), strict=True)),
        dict(zip(table.seeds, cells.mean(axis=0).tolist(), strict=True)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """values[family, training seed, repeat]; NaN behind the last repeat of a pair that has fewer than others."""

    families: tuple[str, ...]
    seeds: tuple[int, ...]
    values: Floats


def grid(values: Mapping[Key, float]) -> Grid:
    """The table of `values`, its axes sorted."""
    families = tuple(sorted({family for family, _, _ in values}))
    seeds = tuple(sorted({seed for _, seed, _ in values}))
    found: dict[tuple[str, int], list[float]] = {(family, seed): [] for family in families for seed in seeds}
    for (family, seed, _), value in sorted(values.items()):
        found[family, seed].append(value)
    if not values or not all(found.values()):
        lacking = next((f"{family} at training seed {seed}" for (family, seed), row in found.items() if not row), "everything")
        raise ValueError(f"not measured: {lacking}")
    if not np.isfinite(list(values.values())).all():
        raise ValueError("values must be finite numbers")
    table = np.full((len(families), len(seeds), max(map(len, found.values()))), np.nan)
    for (family, seed), row in found.items():
        table[families.index(family), seeds.index(seed), : len(row)] = row
    return Grid(families, seeds, table)


def resample(table: Grid, statistic: Callable[[Floats], Floats], draws: int = DRAWS, seed: int = 0) -> Floats:
    """`statistic` of `draws` resampled tables; it gets arrays [draws, family, training seed, repeat] and gives one value per draw."""
    rng = np.random.default_rng(seed)
    families, seeds, repeats = table.values.shape
    counts = (~np.isnan(table.values)).sum(axis=2)
    out = np.empty(draws)
    for first in range(0, draws, BATCH):
        size = min(BATCH, draws - first)
        rows = rng.integers(0, families, (size, families))[:, :, None]
        columns = rng.integers(0, seeds, (size, seeds))[:, None, :]
        there = counts[rows, columns][..., None]
        inside = np.minimum((rng.random((size, families, seeds, repeats)) * there).astype(np.int64), there - 1)
        drawn = table.values[rows[..., None], columns[..., None], inside]
        drawn[np.arange(repeats) >= there] = np.nan  # a pair with fewer repeats stays one with fewer
        out[first : first + size] = statistic(drawn)
    return out


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p values (Holm 1979)."""
    out: dict[str, float] = {}
    largest = 0.0
    for rank, (name, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, (len(p) - rank) * value))
        out[name] = largest
    return out
