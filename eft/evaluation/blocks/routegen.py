"""Random customers for vehicle routing; all draws from a `Stream`."""

from __future__ import annotations

from typing import Any

import numpy as np

from eft.evaluation.blocks.stream import Stream

SIDE = 1000


def cvrp(stream: Stream, n: int, capacity: int, demand: tuple[int, int], clusters: int = 0) -> dict[str, Any]:
    """Depot 0 in the middle of a square of side 1,000 and n − 1 customers, uniform or around `clusters` centres (standard deviation 60).

    demand: least and largest, both included and uniform; the depot has 0. Returns xy: [n, 2], demand: [n], capacity.
    """
    if clusters:
        centres = stream.randint(100, SIDE - 100, 2 * clusters).reshape(-1, 2)
        spread = np.rint(stream.normal(0.0, 60.0, 2 * n).reshape(n, 2)).astype(np.int64)
        xy = np.clip(centres[stream.randint(0, clusters - 1, n)] + spread, 0, SIDE)
    else:
        xy = stream.randint(0, SIDE, 2 * n).reshape(n, 2)
    wanted = stream.randint(*demand, n)
    xy[0], wanted[0] = SIDE // 2, 0
    return {"xy": xy, "demand": wanted, "capacity": capacity}
