"""Hits of a cache whose victims an expression chooses, relative to the best that hindsight allows."""

from __future__ import annotations

import heapq

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers.policies import CACHE, cache

TRAIN, SCAN = 2, 200
RULES = ("-age", "-stay", "count", "-gap", "fast", "slow", "slow/size", "count/size/(1 + age)")


def draw_keys(stream: Stream, params: dict) -> I64:
    """N requests of U keys: Zipf ranks (keys in random order), with scans, drift of the ranks, or a loop."""
    n, universe = params["N"], params["U"]
    if params.get("loop"):
        around = np.arange(n) % params["loop"]
        return np.where(stream.uniform(size=n) < 0.8, around, stream.randint(0, universe - 1, n)).astype(np.int64)
    ranks = stream.zipf(universe, params["s"], n)
    names = stream.permutation(universe)
    shift = np.floor(np.arange(n) * params.get("drift", 0.0)).astype(np.int64)  # ranks move on by so many keys a request
    keys = names[(ranks + shift) % universe]
    at = 0
    while params.get("scan") and at < n:  # a run over keys in order, so that the asked share of requests are scans
        at += int(stream.randint(0, round(2 * SCAN * (1 / params["scan"] - 1)))[0])
        stop = min(n, at + SCAN)
        first = int(stream.randint(0, universe - 1)[0])
        keys[at:stop] = (first + np.arange(max(0, stop - at))) % universe
        at = stop
    return keys


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Two traces to train on and a hidden one; sizes are 1, or 1..64 where params["sizes"] says so."""
    stream = Stream(seed or 0, "systems/cache_eviction")
    sizes = stream.randint(1, 64, params["U"]) if params.get("sizes") else np.ones(params["U"], dtype=np.int64)
    traces = [draw_keys(stream, params) for _ in range(TRAIN + 1)]
    keys, cap = np.ascontiguousarray(traces[TRAIN]), params["C"]
    best = belady(keys, cap) if not params.get("sizes") else max(cache(infix.policy(rule, CACHE), keys, sizes, cap)[1] for rule in RULES)
    public = {"train": np.ascontiguousarray(np.array(traces[:TRAIN])), "sizes": sizes, "capacity": cap}
    return public, {"keys": keys, "best": best}


def belady(keys: I64, cap: int) -> int:
    """Hits when the key whose next request is farthest goes: the most possible with unit sizes (Belady, 1966)."""
    n = len(keys)
    following = np.full(n, n, dtype=np.int64)
    last: dict[int, int] = {}
    for t in range(n - 1, -1, -1):
        following[t] = last.get(int(keys[t]), n)
        last[int(keys[t])] = t
    held: dict[int, int] = {}  # key -> next request
    heap: list[tuple[int, int]] = []
    hits = 0
    for t, key in enumerate(keys.tolist()):
        if key in held:
            hits += 1
        elif len(held) == cap:
            while True:
                when, victim = heapq.heappop(heap)
                if held.get(victim) == -when:
                    del held[victim]
                    break
        held[key] = int(following[t])
        heapq.heappush(heap, (-int(following[t]), key))
    return hits


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Hits (bytes hit where sizes differ) on the hidden trace divided by the best known of it."""
    policy = infix.policy(text(answer, "expr", infix.MOST_CHARACTERS), CACHE)
    hits, size = cache(policy, secret["keys"], public["sizes"], public["capacity"])
    return accept(size / secret["best"], certificate={"hits": hits, "bytes": size})
