"""Counts of transitions by kind of edit, as the rationale names it: what a teacher that is weighted by them needs (`backend.weights`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eft.text.rationale import phrases
from eft.training.choose import DIRECTIVE

FILE = "kinds.json"
MOST = 400  # kinds kept for each kind of space, the commonest: a language model's rationales are all different


@dataclass
class Kinds:
    """counts: kind of the search space (empty without one) → phrase → label → transitions."""

    space: Callable[[str], str]
    counts: dict[str, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))
    _spaces: dict[str, str] = field(default_factory=dict)

    def counting(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows, each counted under every phrase of its rationale; decisions are none."""
        for row in rows:
            if row["kind"] != DIRECTIVE and row["change"]:
                kind = self._spaces.get(row["task_id"])
                if kind is None:
                    kind = self._spaces[row["task_id"]] = self.space(row["task_id"])
                for phrase in phrases(row["change"]):
                    self.counts[kind][phrase][row["improvement_label"] or "-"] += 1
            yield row

    def plain(self) -> dict[str, dict[str, dict[str, int]]]:
        """For JSON, the commonest phrase first."""
        return {
            kind: {phrase: dict(found) for phrase, found in sorted(rows.items(), key=lambda row: (-row[1].total(), row[0]))[:MOST]}
            for kind, rows in sorted(self.counts.items())
        }
