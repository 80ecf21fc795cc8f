"""Way and vehicles of pickups and deliveries with time windows, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.routegen import SIDE
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict, accept, reject

HORIZON, SERVICE, CAPACITY, VEHICLE = 5000, 10, 100, 10_000


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Pairs of stops, uniform or around centres (deviation 60); demands 5..40; windows of 0.5 to 1.5 times `window` around feasible times.

    The pickup's middle is uniform over the times at which a vehicle of its own could be there and still serve the delivery and
    return; the delivery's middle follows by the way, the service and up to 1000 more.
    """
    stream, pairs = Stream(seed or 0, "routing/pickup_delivery"), params["pairs"]
    n = 2 * pairs + 1
    if params["clusters"]:
        centres = stream.randint(100, SIDE - 100, 2 * params["clusters"]).reshape(-1, 2)
        spread = np.rint(stream.normal(0.0, 60.0, 2 * n).reshape(n, 2)).astype(np.int64)
        xy = np.clip(centres[stream.randint(0, params["clusters"] - 1, n)] + spread, 0, SIDE)
    else:
        xy = stream.randint(0, SIDE, 2 * n).reshape(n, 2)
    xy[0] = SIDE // 2
    d = rounded_euclidean(xy)
    pick = np.arange(1, n, 2)
    drop = pick + 1
    demand, ready, due, pair = (np.zeros(n, dtype=np.int64) for _ in range(4))
    demand[pick] = stream.randint(5, 40, pairs)
    demand[drop] = -demand[pick]
    pair[pick], pair[drop] = drop, pick
    way = d[pick, drop] + SERVICE
    first, last = d[0, pick], HORIZON - d[drop, 0] - SERVICE
    middle = np.floor(first + stream.uniform(size=pairs) * (last - way - first)).astype(np.int64)
    after = np.minimum(middle + way + np.floor(stream.uniform(0.0, 1000.0, pairs)).astype(np.int64), last)
    for stops, when in ((pick, middle), (drop, after)):
        half = np.floor(stream.uniform(0.25, 0.75, pairs) * params["window"]).astype(np.int64)
        ready[stops], due[stops] = np.maximum(when - half, 0), np.minimum(when + half, HORIZON - d[stops, 0] - SERVICE)
    due[0] = HORIZON
    service = np.where(np.arange(n) > 0, SERVICE, 0)
    return {"xy": xy, "demand": demand, "ready": ready, "due": due, "service": service, "pair": pair, "Q": CAPACITY}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """(Way + 10,000 per vehicle) divided by the reference."""
    n = len(public["xy"])
    route = integer(answer, "route", count(answer, "route", n - 1, 2 * n), 0, n - 1)
    counts = np.bincount(route, minlength=n)
    if (counts[1:] != 1).any():
        stop = 1 + int((counts[1:] != 1).argmax())
        return reject(f"route: stop {stop} appears {int(counts[stop])} times, expected once")
    d = rounded_euclidean(public["xy"]).tolist()
    demand, ready, due, service, pair = (public[name].tolist() for name in ("demand", "ready", "due", "service", "pair"))
    at, time, load, way, vehicles = 0, ready[0], 0, 0, 0
    open_pairs: set[int] = set()
    for k, stop in enumerate([*route.tolist(), 0]):
        way += d[at][stop]
        time = max(time + service[at] + d[at][stop], ready[stop])
        if time > due[stop]:
            return reject(f"route[{k}]: stop {stop} is served at {time}, {due[stop]} at the latest")
        if stop == 0:
            if open_pairs:
                return reject(f"route[{k}]: the vehicle returns without the delivery {pair[min(open_pairs)]}")
            at, time = 0, ready[0]
            continue
        vehicles += at == 0
        load += demand[stop]
        if load > public["Q"]:
            return reject(f"route[{k}]: load {load} exceeds {public['Q']}")
        if demand[stop] > 0:
            open_pairs.add(stop)
        elif pair[stop] in open_pairs:
            open_pairs.remove(pair[stop])
        else:
            return reject(f"route[{k}]: delivery {stop} comes before its pickup {pair[stop]}, or on another route")
        at = stop
    cost = way + VEHICLE * vehicles
    return accept(cost / secret["reference"], certificate={"way": way, "vehicles": vehicles})
