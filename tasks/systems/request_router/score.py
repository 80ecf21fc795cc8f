"""99th percentile of latencies when a rule sends requests to servers, relative to joining the shortest reported queue."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers.policies import ROUTER, Requests, routing

REQUESTS, TRAIN = 4000, 2
SERVERS, ROUTERS, GROUPS, MEAN = 16, 4, 60, 100.0
SHORTEST_QUEUE = "queue"


def draw_requests(stream: Stream, params: dict, speed: I64) -> I64:
    """Rows (arrive, router, size, prefix, group) at params["load"] of the servers' speed, without what caches save."""
    n = REQUESTS
    size = 1 + np.floor(stream.exponential(MEAN - 1.0, n)).astype(np.int64)
    group = stream.zipf(GROUPS, 0.9, n)
    share = 20 + stream.randint(0, 60, GROUPS)  # percent of a request that its group has in common
    prefix = size * share[group] // 100 if params.get("slots") else np.zeros(n, dtype=np.int64)
    arrive = 1 + np.floor(np.cumsum(stream.exponential(1000.0 * MEAN / float(speed.sum()) / params["load"], n))).astype(np.int64)
    return np.column_stack([arrive, stream.randint(0, ROUTERS - 1, n), size, prefix, group]).astype(np.int64)


def requests_of(rows: I64, public: dict, salt: int) -> Requests:
    """The simulator's arrays."""
    columns = (np.ascontiguousarray(rows[:, k]) for k in range(5))
    return Requests(*columns, public["speed"], public["stale"], public["slots"], salt)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Two traces of 4,000 requests and a hidden one."""
    stream = Stream(seed or 0, "systems/request_router")
    speed = np.full(SERVERS, 1000, dtype=np.int64)
    if params.get("two_speeds"):
        speed[::4] = 3000
    public = {"speed": speed, "stale": params["stale"], "slots": params.get("slots", 0)}
    train = np.array([draw_requests(stream, params, speed) for _ in range(TRAIN)])
    hidden = requests_of(draw_requests(stream, params, speed), public, int(stream.randint(0, 2**40)[0]))
    return {"train": train, **public}, {"requests": hidden, "shortest": routing(infix.policy(SHORTEST_QUEUE, ROUTER), hidden)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """99th percentile of latencies on the hidden trace divided by that of the shortest reported queue."""
    ticks = routing(infix.policy(text(answer, "expr", infix.MOST_CHARACTERS), ROUTER), secret["requests"])
    return accept(ticks / secret["shortest"], certificate={"ticks": ticks})
