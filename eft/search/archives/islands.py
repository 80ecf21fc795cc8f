"""MAP-Elites on islands: each keeps the best program per cell of (length, feature); elites migrate around a ring.

The scheme of OpenEvolve (islands, two feature axes, ring migration where migrants do not migrate again) with fixed bins instead of
bins that are rescaled over the whole population, so that adding and choosing do not depend on how many programs there are.
"""

from __future__ import annotations

import math
import random
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from eft.search.archives._protocol import Choice, pick_donors
from eft.search.lineage import Individual, best_ancestor

__all__ = ["Islands"]

OCTAVES = 2.0  # the length axis spans a factor of 2**±OCTAVES around the seed's length


@dataclass(frozen=True)
class Islands:
    """islands: separate grids. bins: cells per axis. feature: the second axis beside length: `novelty` (share of lines that the
    seed does not have) or `score` (progress in [0, 1]). elites: ranking used when a parent is not drawn uniformly from the cells
    (probability `explore`). migrate_every: valid children of an island between migrations, 0 for never; migrate_share of its elites go.
    """

    islands: int = 4
    bins: int = 10
    feature: Literal["novelty", "score"] = "novelty"
    explore: float = 0.2
    elites: int = 10
    migrate_every: int = 50
    migrate_share: float = 0.1
    donors: int = 1
    group_size: int = 1

    def __post_init__(self) -> None:
        if min(self.islands, self.bins, self.elites, self.group_size) < 1 or min(self.donors, self.migrate_every) < 0:
            raise ValueError("islands: islands, bins, elites, group_size at least 1; donors and migrate_every at least 0")
        if not (0 <= self.explore <= 1 and 0 <= self.migrate_share <= 1):
            raise ValueError("islands: explore and migrate_share in [0, 1]")

    def build(self) -> IslandsState:
        """Empty islands."""
        return IslandsState(self, [Island() for _ in range(self.islands)])


@dataclass
class Island:
    """One grid. `ranked`: the members of the cells, best first."""

    cells: dict[tuple[int, int], Individual] = field(default_factory=dict)
    ranked: list[Individual] = field(default_factory=list)
    born: int = 0

    def offer(self, cell: tuple[int, int], child: Individual) -> None:
        """Take the cell if it is free or the child is at least as good (newer of equals: drift over plateaus)."""
        holder = self.cells.get(cell)
        if holder is child or (holder is not None and holder.value > child.value):
            return
        if holder is not None:
            self.ranked.remove(holder)
        self.cells[cell] = child
        insort(self.ranked, child, key=lambda node: -node.value)


@dataclass
class IslandsState:
    """All islands. Costs are bounded by the number of cells (bins²), not by the number of programs."""

    config: Islands
    islands: list[Island]
    seed_length: int = 1

    def record(self, parent: Individual | None, child: Individual | None) -> None:
        """The seed goes to every island, a child to the island of its attempt."""
        if parent is None and child is not None:
            self.seed_length = max(1, child.length)
            for island in self.islands:
                island.offer(self._cell(child), child)
            return
        if child is None:
            return
        number = child.island % len(self.islands)
        home = self.islands[number]
        home.offer(self._cell(child), child)
        home.born += 1
        if self.config.migrate_every and home.born % self.config.migrate_every == 0:
            self._migrate(number)

    def _cell(self, node: Individual) -> tuple[int, int]:
        octaves = math.log2(max(1, node.length) / self.seed_length)
        second = node.novelty if self.config.feature == "novelty" else node.level
        return (self._bin((octaves / OCTAVES + 1) / 2), self._bin(second))

    def _bin(self, share: float) -> int:
        return min(self.config.bins - 1, max(0, int(share * self.config.bins)))

    def _migrate(self, number: int) -> None:
        """The best natives of an island are offered to the next one of the ring."""
        home, target = self.islands[number], self.islands[(number + 1) % len(self.islands)]
        count = math.ceil(self.config.migrate_share * len(home.ranked))
        natives = [node for node in home.ranked if node.island % len(self.islands) == number and node.parent is not None]
        for node in natives[:count]:
            target.offer(self._cell(node), node)

    def select(self, rng: random.Random, busy: Sequence[Individual]) -> Choice:
        """An island uniformly, then a cell uniformly or one of its elites (better ones more often, 1/(rank+1))."""
        number = rng.randrange(len(self.islands))
        ranked = self.islands[number].ranked
        if rng.random() < self.config.explore:
            parent = ranked[rng.randrange(len(ranked))]
        else:
            elites = ranked[: self.config.elites]
            parent = rng.choices(elites, [1 / (rank + 1) for rank in range(len(elites))])[0]
        return Choice(parent, pick_donors(rng, ranked, parent, self.config.donors), island=number)

    def ancestor(self, tip: Individual) -> Individual:
        """The best program above `tip`."""
        return best_ancestor(tip)
