"""Cost of broadcasting a partitioned file over trees of cloud regions, as a ratio to the stored reference."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

CLOUDS, PARTS, SIZE_GB, HOURLY = 3, 8, 300, 30_000_000
MEGABITS, SECONDS = 8000, 3600  # of a GB, of an hour


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Regions of three clouds on a unit square; dollars and bandwidth depend on clouds and distance.

    A GB costs 0.01 to 0.03 dollars within a cloud and 0.05 to 0.12 to another, more for far and for dear regions; links carry
    4 to 9 Gb/s within a cloud and 1 to 5 to another, less for far ones.
    """
    stream, n = Stream(seed or 0, "systems/broadcast_overlay"), params["n"]
    cloud = stream.permutation(n) % CLOUDS
    xy = stream.uniform(size=2 * n).reshape(n, 2)
    gap = xy[:, None] - xy[None, :]
    far = np.minimum(np.sqrt((gap * gap).sum(axis=2)), 1.0)
    same, dear = cloud[:, None] == cloud, stream.uniform(0.6, 1.6, n)[:, None]
    noise, rate = (stream.uniform(0.8, 1.2, n * n).reshape(n, n) for _ in range(2))
    price = np.rint(np.where(same, 10_000 + 15_000 * far, 50_000 + 40_000 * far) * dear * noise).astype(np.int64)
    bw = np.rint(np.where(same, 9000 - 5000 * far, 5000 - 4000 * far) * rate).astype(np.int64)
    np.fill_diagonal(price, 0)
    np.fill_diagonal(bw, 0)
    src, *dst = stream.choice(n, params["d"] + 1).tolist()
    return {"price": price, "bw": bw, "src": src, "dst": dst, "parts": PARTS, "size": SIZE_GB, "hourly": HOURLY}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Cost divided by the reference."""
    price, bw, src, parts = public["price"], public["bw"], public["src"], public["parts"]
    n = len(price)
    parent = integer(answer, "parent", (parts, n), -1, n - 1)
    used = parent >= 0
    if used[:, src].any():
        return reject(f"parent[{int(used[:, src].argmax())}]: the source {src} has a parent")
    part, child = np.nonzero(used)
    lacks = ~used[:, public["dst"]]
    if lacks.any():
        k, d = (int(v) for v in np.argwhere(lacks)[0])
        return reject(f"parent[{k}]: destination {public['dst'][d]} gets nothing")
    at = np.where(used, parent, np.arange(n))
    for _ in range(n.bit_length()):  # 2^bits >= n steps up
        at = np.take_along_axis(at, at, axis=1)
    lost = used & (at != src)
    if lost.any():
        k, v = (int(value) for value in np.argwhere(lost)[0])
        return reject(f"parent[{k}]: the parents of region {v} do not lead to the source")
    load = np.zeros((n, n), dtype=np.int64)
    np.add.at(load, (parent[part, child], child), 1)
    block = Fraction(public["size"], parts)
    u, v = np.nonzero(load)
    hours = (
        max(Fraction(count, rate) for count, rate in zip(load[u, v].tolist(), bw[u, v].tolist(), strict=True)) * block * MEGABITS / SECONDS
    )
    regions = len({src, *child.tolist()})
    cost = block * int((load * price).sum()) + public["hourly"] * regions * hours
    return accept(float(cost / Fraction(secret["reference"])), certificate={"cost": str(cost)})
