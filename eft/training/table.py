"""Counts of rows that stream by: family × label, stage × label, decisions; and the leak check as a filter of the stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eft.training.choose import DIRECTIVE
from eft.training.labels import IMPROVED, REGRESSED, UNCHANGED
from eft.training.leaks import HeldOut

LABELS = (IMPROVED, UNCHANGED, REGRESSED)
COUNTED = ("family", "task", "improvement_label", "stage", "kind", "leak")
JUDGED = ("family", "task", "parent_code", "child_code", "system_prompt", "user_prompt", "leak")


@dataclass
class Table:
    """What has gone by."""

    count: int = 0
    leaking: int = 0
    families: Counter[tuple[str, str]] = field(default_factory=Counter)
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    decisions: int = 0

    def counting(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows, each counted."""
        for row in rows:
            self.count += 1
            self.leaking += bool(row["leak"])
            if row["kind"] == DIRECTIVE:
                self.decisions += 1
            else:
                label = row["improvement_label"] or "-"
                self.families[row["family"] or row["task"] or "-", label] += 1
                self.stages[row["stage"] or "-", label] += 1
            yield row

    def __str__(self) -> str:
        out: list[str] = []
        for title, counts in (("family", self.families), ("stage of parent", self.stages)):
            names = (*LABELS, *sorted({label for _, label in counts} - {*LABELS}))
            out.append(f"  {title:32}" + "".join(f"{name:>11}" for name in names))
            out += [
                f"  {group:32}" + "".join(f"{counts[group, name]:>11,}" for name in names)
                for group in sorted({group for group, _ in counts})
            ]
        return "\n".join([*out, f"  {'decisions (stay or go back)':32}{self.decisions:>11,}"])


def marked(rows: Iterable[dict[str, Any]], heldout: HeldOut, found: dict[str, int], *, keep: bool) -> Iterator[dict[str, Any]]:
    """The rows with the reason of their leak in `leak`, or without those that have one; `found` counts the reasons."""
    for row in rows:
        programs = (row["parent_code"] or "", row["child_code"] or "")
        reason = heldout.reason(row["family"] or row["task"] or "", programs, row["system_prompt"] or "", row["user_prompt"] or "")
        if reason:
            found[reason] = found.get(reason, 0) + 1
        if keep or not reason:
            row["leak"] = reason
            yield row
