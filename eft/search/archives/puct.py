"""PUCT over programs, as TTT-Discover reuses states (github.com/test-time-training/discover, 96df74f), with its group size honoured.

For program i of the buffer, with every quantity counted in attempts and G attempts made per selection,

    score(i) = Q(i) + c · scale · P(i) · sqrt(1 + T/G) / (1 + n_i/G)

Q(i): best value of a direct child once there is one, else its own; P: linear in rank by value (best first), sums to 1;
scale: max − min of the values but the seed's; T: attempts so far; n_i: attempts on i or on anything below it. So T/G and
n_i/G count selections; the released code fixes G at 1. The buffer holds `capacity` programs and the two best children of each
parent; the seed always stays. While proposals are in flight their whole lines, up and down, are left alone, so that a batch
spreads over families.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eft.search.archives._protocol import Choice, pick_donors
from eft.search.lineage import Individual

__all__ = ["Puct"]


@dataclass(frozen=True)
class Puct:
    """exploration: c above. capacity: programs in the buffer. kept_children: best children kept per parent."""

    exploration: float = 1.0
    capacity: int = 1000
    kept_children: int = 2
    donors: int = 0
    group_size: int = 1

    def __post_init__(self) -> None:
        if self.exploration < 0 or min(self.capacity, self.kept_children, self.group_size) < 1 or self.donors < 0:
            raise ValueError("puct: exploration and donors at least 0; capacity, kept_children, group_size at least 1")

    def build(self) -> PuctState:
        """An empty buffer."""
        return PuctState(self)


class Lines:
    """The lines of the parents in flight. A walk upwards ends where an earlier one has been, or above every parent in flight."""

    def __init__(self, busy: Sequence[Individual]) -> None:
        self._above = {node.id for tip in busy for node in tip.upwards()}
        self._below = {node.id: True for node in busy}
        self._shallowest = min((node.depth for node in busy), default=0)

    def hold(self, node: Individual) -> bool:
        """Whether `node` is above, below or one of the parents in flight."""
        if not self._below or node.id in self._above:
            return bool(self._below)
        walked, found = [], False
        for step in node.upwards():
            known = self._below.get(step.id)
            if known is not None or step.depth <= self._shallowest:
                found = bool(known)
                break
            walked.append(step.id)
        self._below.update(dict.fromkeys(walked, found))
        return found


@dataclass
class PuctState:
    """The buffer as arrays of at most `capacity` + 2. `select` is O(capacity · log capacity) and a walk over the lines of the buffer,
    `record` O(capacity + depth): flat in the length of a run.
    """

    config: Puct
    members: list[Individual] = field(default_factory=list)
    total: int = 0
    visits: dict[str, int] = field(default_factory=dict)
    best_child: dict[str, float] = field(default_factory=dict)
    children: dict[str, list[Individual]] = field(default_factory=dict)
    last: Individual | None = None

    def __post_init__(self) -> None:
        size = self.config.capacity + 2
        self._place: dict[str, int] = {}
        self._value, self._q, self._n, self._index = (np.zeros(size) for _ in range(4))

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """Count the visit on the whole line above, and let the child in."""
        if parent is not None:
            self.total += 1
            visits, places, counts = self.visits, self._place, self._n
            for node in parent.upwards():
                visits[node.id] = visits.get(node.id, 0) + 1
                if (place := places.get(node.id)) is not None:
                    counts[place] += 1
        if child is not None:
            self._insert(child)
            if parent is not None:
                self._rank_children(parent, child)
            if len(self.members) > self.config.capacity:
                self._remove(self._worst())
        self.last = child or parent

    def _rank_children(self, parent: Individual, child: Individual) -> None:
        best = max(child.value, self.best_child.get(parent.id, child.value))
        self.best_child[parent.id] = best
        if (place := self._place.get(parent.id)) is not None:
            self._q[place] = best
        kept = sorted([*self.children.get(parent.id, ()), child], key=lambda node: -node.value)
        for node in kept[self.config.kept_children :]:
            self._remove(node)
        self.children[parent.id] = kept[: self.config.kept_children]

    def _insert(self, child: Individual) -> None:
        place = len(self.members)
        self.members.append(child)
        self._place[child.id] = place
        self._value[place] = self._q[place] = child.value
        self._n[place] = self.visits.get(child.id, 0)
        self._index[place] = child.index

    def _remove(self, node: Individual) -> None:
        """Drop a member; the last one takes its place."""
        place = self._place.pop(node.id, None)
        if place is None:
            return
        moved = self.members.pop()
        if moved is not node:
            self.members[place] = moved
            self._place[moved.id] = place
            end = len(self.members)
            for array in (self._value, self._q, self._n, self._index):
                array[place] = array[end]

    def _worst(self) -> Individual:
        """The member with the lowest value that is not the seed; of equals the oldest, whose neighbourhood is best known."""
        value, index = (array[1 : len(self.members)] for array in (self._value, self._index))  # the seed stays in the first place
        lowest = np.flatnonzero(value == value.min())
        return self.members[1 + int(lowest[np.argmin(index[lowest])])]

    def scores(self) -> NDArray[np.float64]:
        """PUCT score of each member, in the order of `members`."""
        count, group = len(self.members), self.config.group_size
        value = self._value[:count]
        order = np.lexsort((self._index[:count], -value))
        prior = np.empty(count)
        prior[order] = np.arange(count, 0, -1) * (2.0 / (count * (count + 1)))
        others = value[self._index[:count] > 0]  # attempt 0 is the seed
        scale = float(np.ptp(others)) if others.size > 1 else 1.0
        bonus = self.config.exploration * (scale or 1.0) * prior * np.sqrt(1 + self.total / group) / (1 + self._n[:count] / group)
        return np.asarray(self._q[:count] + bonus)

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """The highest score off the lines in flight (the highest of all if every line is in flight)."""
        order = np.lexsort((self._index[: len(self.members)], -self.scores()))
        lines = Lines(busy)
        parent = next((self.members[place] for place in order if not lines.hold(self.members[place])), self.members[order[0]])
        back = self.last is not None and self.last is not parent and self.last.descends_from(parent)
        return Choice(parent, pick_donors(rng, self.members, parent, self.config.donors), back=back)

    def ancestor(self, tip: Individual) -> Individual:
        """The ancestor with the highest PUCT score; the seed is always in the buffer."""
        scores = self.scores()
        above = [place for node in tip.upwards() if node is not tip and (place := self._place.get(node.id)) is not None]
        return self.members[max(above, key=lambda place: scores[place])] if above else tip
