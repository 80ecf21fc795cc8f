"""The `size` best programs, chosen with weights that fall with rank."""

from __future__ import annotations

import random
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from eft.search.archives._protocol import Choice, pick_donors
from eft.search.lineage import Individual, best_ancestor

__all__ = ["Best"]


@dataclass(frozen=True)
class Best:
    """Programs of equal score share one place, held by the newest, so that the pool drifts over plateaus and stays diverse.

    decay: weight of rank r is decay**r; 1 chooses uniformly. donors: programs offered for a crossover.
    """

    size: int = 5
    decay: float = 0.7
    donors: int = 0
    group_size: int = 1

    def __post_init__(self) -> None:
        if self.size < 1 or not 0 < self.decay <= 1 or self.donors < 0 or self.group_size < 1:
            raise ValueError("best: size and group_size at least 1, donors at least 0, decay in (0, 1]")

    def build(self) -> BestState:
        """An empty pool."""
        return BestState(self)


@dataclass
class BestState:
    """The pool, best first. O(size) per call."""

    config: Best
    pool: list[Individual] = field(default_factory=list)

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """Let a child in if it is good enough."""
        if child is None:
            return
        self.pool = [node for node in self.pool if node.value != child.value]
        insort(self.pool, child, key=lambda node: -node.value)
        del self.pool[self.config.size :]

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """A member by rank."""
        weights = [self.config.decay**rank for rank in range(len(self.pool))]
        parent = rng.choices(self.pool, weights)[0]
        return Choice(parent, pick_donors(rng, self.pool, parent, self.config.donors))

    def ancestor(self, tip: Individual) -> Individual:
        """The best program above `tip`."""
        return best_ancestor(tip)
