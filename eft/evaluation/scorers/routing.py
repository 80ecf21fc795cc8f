"""Tours and routes with integer lengths (`csrc/eft/routing.hpp`).

Euclidean distances are floor(sqrt(dx² + dy²) + 1/2), exactly; coordinates are integers of at most 2^29 in magnitude, n <= 2^20. A wrong shape or
instance is a ValueError; what the answer says is a refusal that names the first entry against the rules.
A certificate holds the instance's arrays themselves, so that it stands alone; `eft.evaluation.blocks` makes them again from a seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = ["cvrp", "tsp", "tsp_euclidean"]

Integers = NDArray[np.int64]


def tsp(tour: Integers, d: Integers) -> Score:
    """Length of the closed tour: (n,), a permutation of the cities 0 .. n-1; d: (n, n), any int64, d[a, b] from a to b. Minimised."""
    return scored(_scorers.tsp(tour, d), "routing.tsp", "min", {"d": d}, {"tour": tour})


def tsp_euclidean(tour: Integers, xy: Integers) -> Score:
    """Length of the closed tour: (n,), a permutation of the cities 0 .. n-1 at xy: (n, 2). Minimised."""
    return scored(_scorers.tsp_euclidean(tour, xy), "routing.tsp_euclidean", "min", {"xy": xy}, {"tour": tour})


def cvrp(route: Integers, xy: Integers, demand: Integers, capacity: int) -> Score:
    """Length of capacitated routes: (k,), customers 1 .. n-1 each once, with 0 (the depot) between routes; empty routes are free. Minimised.

    xy: (n, 2), the depot first; demand: (n,), 0 at the depot, else 0 .. 2^40; no route carries more than `capacity`.
    """
    instance = {"xy": xy, "demand": demand, "capacity": capacity}
    return scored(_scorers.cvrp(route, xy, demand, capacity), "routing.cvrp", "min", instance, {"route": route})
