"""Paired comparisons with intervals, and the anytime curve they compare. Pure numpy; nothing returned is ever NaN.

A comparison is a list of differences (arm minus base on the same task, parent and seed) and, per difference, its path of
groups, outermost first: `(family, task, seed)`. Every level weighs its members equally, so twenty instances of one family do
not outvote another family, and the hierarchical bootstrap resamples every level with replacement (families, then the tasks of
each drawn family, then the seeds of each drawn task). Intervals are percentile intervals: with fewer than about eight families
they are on the narrow side; read them together with `leave_one_out`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Path = Sequence[Hashable]  # of one difference: (family, task, seed), or shorter
CELLS = 2_000_000  # random indices held at once while resampling (16 MB)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its interval. `low` and `high` are None where nothing can be resampled; `note` then says why.

    note: "" | "no data" | "one value" | "one family" (a single outermost group says nothing about other families).
    n: number of values (differences, or trials of a proportion) behind it.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    level: float = 0.95
    note: str = ""

    @property
    def excludes_zero(self) -> bool:
        """True when the whole interval lies on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    def text(self, digits: int = 3, signed: bool = True) -> str:
        """`+0.042 [-0.011, +0.097]`, or the mean and the note where there is no interval."""
        form = f"{{:{'+' if signed else ''}.{digits}f}}"
        if self.mean is None:
            return self.note
        if self.low is None or self.high is None:
            return f"{form.format(self.mean)} ({self.note})"
        return f"{form.format(self.mean)} [{form.format(self.low)}, {form.format(self.high)}]"


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Range of the mean when one outermost group at a time is dropped. `carried_by`: those whose absence changes its sign."""

    low: float
    high: float
    carried_by: tuple[str, ...]


# --- intervals ----------------------------------------------------------------------------------------------------------


def paired_interval(
    differences: Sequence[float],
    groups: Sequence[Path | str] | None = None,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> Interval:
    """Bootstrap interval of the mean paired difference; hierarchical when `groups` gives each difference its path.

    Deterministic in (values, groups, level, draws, seed) and independent of the order of the differences. Raises ValueError
    on a value that is not finite, on unequal lengths and on paths of unequal depth.
    """
    tree = _tree(_finite(differences), _paths(groups, len(differences)))
    n = len(differences)
    if n == 0:
        return Interval(None, None, None, 0, level, "no data")
    mean = _mean(tree)
    if n == 1 and groups is None:
        return Interval(mean, None, None, 1, level, "one value")
    if groups is not None and len({path[0] for path in _paths(groups, n)}) == 1:
        return Interval(mean, None, None, n, level, "one family")
    means = _resample(tree, draws, np.random.default_rng(seed))
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean, float(low), float(high), n, level)


def mean_interval(
    values: Sequence[float],
    groups: Sequence[Path | str] | None = None,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> Interval:
    """The same bootstrap for the values of a single arm."""
    return paired_interval(values, groups, level, draws, seed)


def proportion(successes: int, trials: int, level: float = 0.95) -> Interval:
    """Share of successes with Wilson's score interval (Wilson 1927), which stays inside [0, 1] and is not empty at 0 or n."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
    if trials == 0:
        return Interval(None, None, None, 0, level, "no data")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, shrink = successes / trials, 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / shrink
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / shrink
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return Interval(share, low, high, trials, level)


# --- over families ------------------------------------------------------------------------------------------------------


def group_means(values: Sequence[float], groups: Sequence[Path | str]) -> dict[str, float]:
    """Mean of each outermost group (family), its levels below weighed equally; in the order of the names."""
    paths = _paths(groups, len(values))
    data = _finite(values)
    out: dict[str, float] = {}
    for name in sorted({path[0] for path in paths}, key=str):
        inside = np.array([path[0] == name for path in paths])
        out[str(name)] = _mean(_tree(data[inside], [path[1:] for path in paths if path[0] == name]))
    return out


def leave_one_out(differences: Sequence[float], groups: Sequence[Path | str]) -> LeaveOneOut | None:
    """Range of the mean over families without one of them; None with fewer than two families."""
    means = group_means(differences, groups)
    if len(means) < 2:
        return None
    total, count = sum(means.values()), len(means)
    without = {name: (total - value) / (count - 1) for name, value in means.items()}
    carried = tuple(name for name, value in without.items() if value * total <= 0 and total != 0)
    return LeaveOneOut(min(without.values()), max(without.values()), carried)


def interquartile_mean(values: Sequence[float]) -> float | None:
    """Mean of the middle half, the two border values weighed by their share in it (Agarwal et al. 2021); None if empty."""
    data = np.sort(_finite(values))
    if not data.size:
        return None
    edges = np.arange(data.size + 1) / data.size
    weight = np.clip(np.minimum(edges[1:], 0.75) - np.maximum(edges[:-1], 0.25), 0, None)
    return float(weight @ data / weight.sum())


def won_tied_lost(differences: Sequence[float], tolerance: float = 0.0) -> tuple[int, int, int]:
    """How many differences are above, within and below ±`tolerance`."""
    data = _finite(differences)
    won, lost = int((data > tolerance).sum()), int((data < -tolerance).sum())
    return won, data.size - won - lost, lost


# --- the anytime curve --------------------------------------------------------------------------------------------------


def best_so_far(values: Sequence[float | None], start: float = 0.0) -> list[float]:
    """Best progress after attempts 1..N. A None (no valid child) and everything before the first child keep the parent's `start`."""
    if not len(values):
        return []
    data = _finite([start if value is None else value for value in values])
    return [float(v) for v in np.maximum(np.maximum.accumulate(data), start)]


def area_under(curve: Sequence[float], attempts: int | None = None) -> float:
    """Mean of a best-so-far curve over attempts 1..`attempts` (default: its length): exact, no trapezes.

    A search that stopped before `attempts` keeps its last value. Raises ValueError on an empty curve.
    """
    data = _finite(curve)
    count = len(data) if attempts is None else attempts
    if not len(data) or count < 1:
        raise ValueError("the area under an empty curve")
    if count <= len(data):
        return float(data[:count].mean())
    return float((data.sum() + data[-1] * (count - len(data))) / count)


def values_at(curve: Sequence[float], points: Sequence[int]) -> list[float]:
    """Values of a best-so-far curve after the given numbers of attempts (1-based); beyond its end its last value."""
    if not len(curve) or any(point < 1 for point in points):
        raise ValueError("points of a curve start at attempt 1 of a curve that is not empty")
    return [float(curve[min(point, len(curve)) - 1]) for point in points]


# --- the tree of groups -------------------------------------------------------------------------------------------------

Tree = Any  # a leaf: sorted float array of values that are resampled as they are; a node: list of trees, weighed equally


def _tree(values: Floats, paths: Sequence[tuple[Hashable, ...]]) -> Tree:
    """Nest `values` by their paths; members in the order of their names, so that the draws do not depend on input order."""
    if not len(values) or not paths[0]:
        return np.sort(values)
    members: dict[Hashable, list[int]] = {}
    for index, path in enumerate(paths):
        members.setdefault(path[0], []).append(index)
    children = [_tree(values[members[name]], [paths[i][1:] for i in members[name]]) for name in sorted(members, key=repr)]
    if all(isinstance(child, np.ndarray) and child.size == 1 for child in children):
        return np.sort(np.concatenate(children))
    return children


def _mean(tree: Tree) -> float:
    if isinstance(tree, np.ndarray):
        return float(tree.mean()) if tree.size else 0.0
    return sum(_mean(child) for child in tree) / len(tree)


def _resample(tree: Tree, count: int, rng: np.random.Generator) -> Floats:
    """`count` independent resampled means of `tree`. A member drawn twice is resampled twice, below as well."""
    if isinstance(tree, np.ndarray):
        return _resample_leaf(tree, count, rng)
    drawn = rng.integers(0, len(tree), (count, len(tree)))
    values = np.empty(drawn.shape)
    for index, child in enumerate(tree):
        here = drawn == index
        values[here] = _resample(child, int(here.sum()), rng)
    return np.asarray(values.mean(axis=1))


def _resample_leaf(values: Floats, count: int, rng: np.random.Generator) -> Floats:
    distinct, repeats = np.unique(values, return_counts=True)
    if distinct.size == 1:
        return np.full(count, distinct[0])
    if 8 * distinct.size <= values.size:  # wins and losses: the same law, drawn as counts
        return np.asarray(rng.multinomial(values.size, repeats / values.size, size=count) @ distinct / values.size)
    out = np.empty(count)
    step = max(1, CELLS // values.size)
    for first in range(0, count, step):
        rows = min(step, count - first)
        out[first : first + rows] = values[rng.integers(0, values.size, (rows, values.size))].mean(axis=1)
    return out


def _finite(values: Sequence[float]) -> Floats:
    data = np.asarray(values, dtype=np.float64).reshape(-1)
    if not np.isfinite(data).all():
        raise ValueError("values must be finite numbers")
    return data


def _paths(groups: Sequence[Path | str] | None, count: int) -> list[tuple[Hashable, ...]]:
    if groups is None:
        return [()] * count
    paths = [(group,) if isinstance(group, str) else tuple(group) for group in groups]
    if len(paths) != count:
        raise ValueError(f"{count} values but {len(paths)} groups")
    if len({len(path) for path in paths}) > 1 or (paths and not paths[0]):
        raise ValueError("groups need one path of equal depth per value, such as (family, task, seed)")
    return paths
