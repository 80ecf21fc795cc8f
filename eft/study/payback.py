"""After how many searches a collection and its training are paid back, in seconds of generation and judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eft.steps import references
from eft.study.cells import Cell
from eft.study.crossed import grid
from eft.study.measures import of_arm

if TYPE_CHECKING:
    from eft.experiment import SeedStep, Settings


def payback(settings: Settings, step: SeedStep, rows: Sequence[Cell]) -> list[dict[str, Any]]:
    """For every pair of arms that a question compares, if the first costs more to make: when it has what the other ends with, and its worth.

    reached: attempts after which the mean progress of `arm` is that of `other` at the end, None if it never is. saved_s: of one search that stops
    there instead of going on with `other`. invested_s: what making `arm` cost above making `other`. searches: invested_s / saved_s.
    """
    pairs = dict.fromkeys((q.arm, other) for q in settings.questions if q.step == step.name for other in q.against)
    arms = {name: _Arm(settings, step, rows, name) for name in dict.fromkeys(name for pair in pairs for name in pair)}
    out = []
    for name, other_name in pairs:
        arm, other = arms[name], arms[other_name]
        if arm.invested_s > other.invested_s:
            reached = next((at + 1 for at, value in enumerate(arm.curve) if value >= other.curve[-1]), None)
            saved_s = other.search_s - arm.search_s * reached / len(arm.curve) if reached else 0.0
            invested_s = arm.invested_s - other.invested_s
            out.append({
                "arm": name, "other": other_name, "reached": reached, "saved_s": saved_s, "invested_s": invested_s,
                "searches": invested_s / saved_s if saved_s > 0 else None,
            })  # fmt: skip
    return out


class _Arm:
    """invested_s: of every step behind the arm. curve: mean progress after every attempt. search_s: of one search."""

    def __init__(self, settings: Settings, step: SeedStep, rows: Sequence[Cell], name: str) -> None:
        found = [arm for arm in step.settings.get("arms", ()) if arm["name"] == name]
        names = _behind(settings, found)
        self.invested_s = sum(float(np.mean([cell.seconds.get(one, 0.0) for cell in rows])) for one in names)
        self.invested_s += sum(settings.spent_s.get(one, 0.0) for one in names)
        count = max(len(search.progress) for search in rows[0].arms[name].searches)
        values = [
            grid({(f, cell.seed, r): v for cell in rows for (f, r), v in of_arm(cell.arms[name], "at", at).items()}).values
            for at in range(1, count + 1)
        ]
        self.curve = [float(np.nanmean(table, axis=2).mean()) for table in values]
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
