"""Cost of starting and stopping servers under a demand that is seen late, relative to the cheapest plan in hindsight."""

from __future__ import annotations

import functools

import numpy as np

from eft.evaluation.blocks.answers import whole
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject, Verdict, accept

BOOT, UNSERVED, LENGTH, START = 3, 10, 96, 20  # intervals, price of a missing server, longest run, servers at first
MOST = 1000  # servers started or stopped at a time


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Demand of 96 intervals in servers; a run uses the first `rounds` of them."""
    demand = _demand(params["kind"], Stream(seed or 0, "systems/autoscale"))
    public = {"demand": np.empty(0, np.int64), "running": START, "booting": np.zeros(BOOT, np.int64)}
    return public, {"demand": np.maximum(np.rint(demand), 0.0).astype(np.int64)}


def _demand(kind: str, stream: Stream) -> np.ndarray:
    t, noise = np.arange(LENGTH), stream.normal(size=LENGTH)
    if kind == "daily":  # parabolic waves of 20 to 28 intervals
        u = (t / float(stream.uniform(20.0, 28.0)[0]) + float(stream.uniform()[0])) % 1.0
        wave = np.where(u < 0.5, 16.0 * u * (0.5 - u), -16.0 * (u - 0.5) * (1.0 - u))
        return 20.0 + 14.0 * wave + 1.5 * noise
    if kind == "trend":
        slope = float(stream.uniform(-0.1, 0.4)[0])
        return 18.0 + slope * t + 3.0 * noise
    jumps, heights = stream.uniform(size=LENGTH), stream.uniform(10.0, 30.0, LENGTH)
    if kind == "bursts":
        level, out = 0.0, []
        for start, height in zip(jumps, heights, strict=True):
            level = 0.75 * level + (height if start < 0.08 else 0.0)
            out.append(level)
        return 15.0 + np.array(out) + 1.5 * noise
    out = np.zeros(LENGTH)  # flash crowds: one in every 24 intervals, up over 5 intervals, down over 10
    for block in range(LENGTH // 24):
        first = 24 * block + 3 + int(10.0 * jumps[block])
        out += 2.0 * heights[block] * np.clip(np.minimum((t - first) / 5.0, (first + 15 - t) / 10.0), 0.0, 1.0)
    return 15.0 + out + 1.5 * noise


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict | None]:
    """One interval: stops at once, starts in three intervals; both running and booting servers are paid."""
    delta = whole(out, "ask", -MOST, MOST)
    t, running, booting = past.get("t", 0), past.get("running", START), past.get("booting", (0,) * BOOT)
    running -= min(running, max(0, -delta))
    booting = (*booting[:-1], booting[-1] + max(0, delta))
    wanted = int(secret["demand"][t])
    cost = past.get("cost", 0) + running + sum(booting) + UNSERVED * max(0, wanted - running)
    now = {"t": t + 1, "running": running + booting[0], "booting": (*booting[1:], 0), "cost": cost}
    if now["t"] == public["rounds"]:
        return now, None
    return now, {"demand": secret["demand"][: t + 1], "running": now["running"], "booting": np.array(now["booting"])}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Cost of the run / cost in hindsight."""
    if secret.get("t", 0) != public["rounds"]:
        raise Reject(f"the run ended after {secret.get('t', 0)} of {public['rounds']} intervals; return `ask` in every round")
    least = hindsight(tuple(secret["demand"][: public["rounds"]].tolist()))
    return accept(secret["cost"] / least)


@functools.lru_cache(maxsize=256)
def hindsight(demand: tuple[int, ...]) -> int:
    """Cheapest cost with the demand known: a bound, since a start and a stop in the same interval are both allowed here."""
    top = max(*demand, START) + 1
    levels = np.arange(top)
    value = np.where(levels == START, 0, 1 << 40)
    for t, wanted in enumerate(demand):
        down = np.minimum.accumulate(value[::-1])[::-1]
        up = np.minimum.accumulate(value - BOOT * levels) + BOOT * levels if t >= BOOT else down
        value = np.minimum(down, up) + levels + UNSERVED * np.maximum(0, wanted - levels)
    return int(value.min())
