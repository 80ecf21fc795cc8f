"""After how many searches a collection and its training are paid back, in seconds of generation and judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eft.steps import references
from eft.study.cells import Cell
from eft.study.crossed import Floats, Grid, grid, resample
from eft.study.measures import of_arm

if TYPE_CHECKING:
    from eft.experiment import SeedStep, Settings

DRAWS = 2000  # of the interval


def payback(settings: Settings, step: SeedStep, rows: Sequence[Cell]) -> list[dict[str, Any]]:
    """For every pair of arms that a question compares, if no fewer steps made the first: when it has what the other ends with, and its worth.

    reached: attempts after which the mean progress of `arm` is that of `other` at the end, None if it never is; reached_low, reached_high: 95 %
    bootstrap interval over families and training seeds, None beyond the last attempt. saved_s: of one search that stops there instead of going on
    with `other`. invested_s: what making `arm` cost above making `other`, None if as many steps made both (what they differ by is the clock's).
    searches: invested_s / saved_s.
    """
    pairs = dict.fromkeys((q.arm, other) for q in settings.questions if q.step == step.name for other in q.against)
    arms = {name: _Arm(settings, step, rows, name) for name in dict.fromkeys(name for pair in pairs for name in pair)}
    out = []
    for name, other_name in pairs:
        arm, other = arms[name], arms[other_name]
        if arm.steps >= other.steps:
            reached, low, high = _reached(arm.table, other.table, min(settings.draws, DRAWS))
            saved_s = other.search_s - arm.search_s * reached / arm.attempts if reached else 0.0
            invested_s = arm.invested_s - other.invested_s if arm.steps > other.steps else None
            out.append({
                "arm": name, "other": other_name, "reached": reached, "reached_low": low, "reached_high": high, "saved_s": saved_s,
                "invested_s": invested_s, "searches": invested_s / saved_s if invested_s is not None and saved_s > 0 else None,
            })  # fmt: skip
    return out


def _reached(arm: Grid, other: Grid, draws: int) -> tuple[int | None, int | None, int | None]:
    """First attempt at which the mean curve of `arm` is not below the end of that of `other`, with its 95 % interval."""
    ends = np.asarray(other.values[..., -1:])
    both = np.concatenate([arm.values, ends], axis=-1)
    pairs = np.arange(both[..., 0].size, dtype=np.float64).reshape(both.shape[:-1])
    pairs[np.isnan(both[..., 0])] = np.nan
    flat = both.reshape(-1, both.shape[-1])

    def first(drawn: Floats) -> Floats:
        out = np.empty(len(drawn))
        for number, one in enumerate(drawn):
            rows = np.where(np.isnan(one)[..., None], np.nan, flat[np.nan_to_num(one).astype(np.int64)])
            curve = np.nanmean(rows, axis=2).mean(axis=(0, 1))
            there = curve[:-1] >= curve[-1]
            out[number] = there.argmax() + 1 if there.any() else np.inf
        return out

    low, high = np.quantile(resample(Grid(arm.families, arm.seeds, pairs), first, draws), [0.025, 0.975], method="inverted_cdf")
    return _attempt(float(first(pairs[None])[0])), _attempt(float(low)), _attempt(float(high))


def _attempt(at: float) -> int | None:
    return int(at) if at < np.inf else None


class _Arm:
    """steps: how many made the arm; invested_s: their time. table: progress, [family, training seed, search, attempt]. search_s: of one search."""

    def __init__(self, settings: Settings, step: SeedStep, rows: Sequence[Cell], name: str) -> None:
        found = [arm for arm in step.settings.get("arms", ()) if arm["name"] == name]
        names = _behind(settings, found)
        self.steps = len(names)
        self.invested_s = sum(float(np.mean([cell.seconds.get(one, 0.0) for cell in rows])) for one in names)
        self.invested_s += sum(settings.spent_s.get(one, 0.0) for one in names)
        self.attempts = max(len(search.progress) for search in rows[0].arms[name].searches)
        tables = [
            grid({(f, cell.seed, r): v for cell in rows for (f, r), v in of_arm(cell.arms[name], "at", at).items()})
            for at in range(1, self.attempts + 1)
        ]
        self.table = Grid(tables[0].families, tables[0].seeds, np.stack([table.values for table in tables], axis=-1))
        costs = [cell.arms[name] for cell in rows]
        self.search_s = sum(a.cost.generate_s + a.cost.cpu_s for a in costs) / sum(len(a.searches) for a in costs)


def _behind(settings: Settings, value: Any) -> set[str]:
    """Names of the steps and given folders that `value` refers to, and of those that they refer to."""
    steps: Mapping[str, Any] = {step.name: step for step in (*settings.once, *settings.each)}
    found: set[str] = set()
    waiting = [value]
    while waiting:
        for name in (reference.partition("/")[0] for reference in references(waiting.pop())):
            if name not in found:
                found.add(name)
                waiting += [steps[name].settings] if name in steps else []
    return found
