"""No archive but the last program: every attempt changes the newest valid one, better or not (sequential conditioning)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eft.search.archives._protocol import Choice
from eft.search.lineage import Individual, best_ancestor

__all__ = ["Chain"]


@dataclass(frozen=True)
class Chain:
    """group_size: attempts made from one selection."""

    group_size: int = 1

    def __post_init__(self) -> None:
        if self.group_size < 1:
            raise ValueError("chain: group_size at least 1")

    def build(self) -> ChainState:
        """An empty chain."""
        return ChainState()


@dataclass
class ChainState:
    """O(1) per call."""

    last: Individual | None = None

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """A valid child takes the place of the program before it."""
        if child is not None:
            self.last = child

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """The newest program."""
        assert self.last is not None
        return Choice(self.last)

    def ancestor(self, tip: Individual) -> Individual:
        """The best program above `tip`."""
        return best_ancestor(tip)
