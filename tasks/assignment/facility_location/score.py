"""Cost of opened facilities and of the customers they serve, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Facilities and customers in a square of side 1,000; a customer costs demand times distance, rounded down to tens.

    Capacities are 2 to 6 times the mean load of a facility, or the whole demand; opening costs are 60 to 140 % of `opening`.
    """
    stream, f, c = Stream(seed or 0, "assignment/facility_location"), params["f"], params["c"]
    place = stream.randint(0, 1000, 2 * (f + c)).reshape(f + c, 2)
    demand = stream.randint(1, 20, c)
    total = int(demand.sum())
    cost = rounded_euclidean(place)[:f, f:] * demand[None, :] // 10
    cap = stream.randint(200, 600, f) * total // (100 * f) + 20 if params["capacitated"] else np.full(f, total)
    return {
        "open_cost": stream.randint(60, 140, f) * params["opening"] // 100,
        "cap": cap.astype(np.int64),
        "demand": demand,
        "cost": cost,
        "most": params["most"],
    }, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """(cost of the facilities that serve a customer + cost of all customers) / reference."""
    cost, demand, cap = public["cost"], public["demand"], public["cap"]
    f, c = cost.shape
    at = integer(answer, "at", c, 0, f - 1)
    used = np.bincount(at, minlength=f) > 0
    if used.sum() > public["most"]:
        return reject(f"at: {int(used.sum())} facilities are open, at most {public['most']} allowed")
    load = np.zeros(f, dtype=np.int64)
    np.add.at(load, at, demand)
    if (load > cap).any():
        k = int((load > cap).argmax())
        return reject(f"at: facility {k} serves a demand of {int(load[k])}, capacity {int(cap[k])}")
    total = int(public["open_cost"][used].sum() + cost[at, np.arange(c)].sum())
    return accept(total / secret["reference"], certificate={"cost": total, "open": int(used.sum())})
