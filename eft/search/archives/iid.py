"""No archive at all: every attempt changes the seed program. The baseline that any search has to beat (independent samples)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eft.search.archives._protocol import Choice
from eft.search.lineage import Individual, best_ancestor

__all__ = ["Iid"]


@dataclass(frozen=True)
class Iid:
    """group_size: attempts made from one selection."""

    group_size: int = 1

    def __post_init__(self) -> None:
        if self.group_size < 1:
            raise ValueError("iid: group_size at least 1")

    def build(self) -> IidState:
        """Nothing but the seed program."""
        return IidState()


@dataclass
class IidState:
    """O(1) per call."""

    seed: Individual | None = None

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """Only the seed program is taken."""
        if parent is None:
            self.seed = child

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """The seed program."""
        assert self.seed is not None
        return Choice(self.seed)

    def ancestor(self, tip: Individual) -> Individual:
        """The best program above `tip`: in such a search always the seed."""
        return best_ancestor(tip)
