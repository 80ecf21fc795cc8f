"""What an archive is: it sees every attempt of one search in order, and says which program to change next."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from eft.search.lineage import Individual


@dataclass(frozen=True, slots=True)
class Choice:
    """The next parent. donors: other programs for a crossover. back: the archive itself went back up the line it was following."""

    parent: Individual
    donors: tuple[Individual, ...] = ()
    island: int = 0
    back: bool = False


class ArchiveState(Protocol):
    """A pure function of the calls of `record`: replaying the log gives the same state. `select` changes nothing."""

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """One attempt: its parent (None for the seed) and its valid new child (None: nothing came of it)."""

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """The next parent; `busy` are the parents of proposals in flight. All randomness comes from `rng`."""

    def ancestor(self, tip: Individual) -> Individual:
        """Where to return to when `tip` is a dead end; `tip` itself if it is the seed."""


class Archive(Protocol):
    """Configuration of an archive. group_size: attempts made from one selection with one and the same prompt."""

    @property
    def group_size(self) -> int: ...

    def build(self) -> ArchiveState: ...


def pick_donors(rng: random.Random, pool: Sequence[Individual], parent: Individual, count: int) -> tuple[Individual, ...]:
    """At most `count` different members of `pool` other than the parent."""
    others = [node for node in pool if node is not parent]
    return tuple(rng.sample(others, min(count, len(others))))
