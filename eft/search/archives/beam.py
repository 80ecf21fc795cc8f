"""Beam search over programs, depth by depth: every member of the beam is changed `branch` times, then the best `width` go on.

A level is over once width · branch attempts have come back since it began, whatever they gave and whoever returned to an ancestor
meanwhile. Nothing is waited for: while the last attempts of a level are in flight its members are changed again, and a child that
arrives late competes in the level in which it arrives. So any number of attempts may overlap and none is lost.
"""

from __future__ import annotations

import random
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from eft.search.archives._protocol import Choice, pick_donors
from eft.search.lineage import Individual, best_ancestor

__all__ = ["Beam"]


@dataclass(frozen=True)
class Beam:
    """width: programs of a level. branch: attempts on each, rounded up to whole groups. keep: members compete with their children,
    (μ+λ) selection; without it a level consists of new programs only, (μ,λ), unless there are none. Equal scores share one place.
    """

    width: int = 4
    branch: int = 8
    keep: bool = True
    donors: int = 0
    group_size: int = 1

    def __post_init__(self) -> None:
        if min(self.width, self.branch, self.group_size) < 1 or self.donors < 0:
            raise ValueError("beam: width, branch and group_size at least 1, donors at least 0")

    def build(self) -> BeamState:
        """An empty beam."""
        return BeamState(self)


@dataclass
class BeamState:
    """members: the level, best first; nexts: its children so far, best first. O(width) per call."""

    config: Beam
    members: list[Individual] = field(default_factory=list)
    nexts: list[Individual] = field(default_factory=list)
    depth: int = 0
    done: int = 0

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """Count the attempt, let its child compete for the next level, and go there if this level is over."""
        if parent is None:
            self.members = [] if child is None else [child]
            return
        self.done += 1
        if child is not None:
            self._compete(child)
        if self.done >= self._quota():
            self._descend()

    def _quota(self) -> int:
        groups = -(-self.config.branch // self.config.group_size)
        return len(self.members) * groups * self.config.group_size

    def _compete(self, child: Individual) -> None:
        self.nexts = [node for node in self.nexts if node.value != child.value]
        insort(self.nexts, child, key=lambda node: -node.value)
        del self.nexts[self.config.width :]

    def _descend(self) -> None:
        if self.config.keep:
            new = {node.value for node in self.nexts}
            self.nexts = sorted([*self.nexts, *(node for node in self.members if node.value not in new)], key=lambda node: -node.value)
        self.members = self.nexts[: self.config.width] or self.members
        self.nexts, self.done = [], 0
        self.depth += 1

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """The members in turn, those in flight last."""
        count, turn = len(self.members), self.done // self.config.group_size
        order = [self.members[(turn + step) % count] for step in range(count)]
        flying = {node.id for node in busy}
        parent = next((node for node in order if node.id not in flying), order[0])
        return Choice(parent, pick_donors(rng, self.members, parent, self.config.donors))

    def ancestor(self, tip: Individual) -> Individual:
        """The best program above `tip`."""
        return best_ancestor(tip)
