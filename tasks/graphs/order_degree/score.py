"""Average shortest path length of a graph with bounded degree, exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Mean distance over all ordered pairs of different vertices, rounded up."""
    n, d = public["n"], public["d"]
    near: list[list[int]] = [[] for _ in range(n)]
    for u, v in index_pairs(answer, "edges", n, n * d // 2).tolist():
        if u == v:
            return reject(f"edges: loop at vertex {u}")
        if v in near[u]:
            return reject(f"edges: {{{u}, {v}}} appears twice")
        near[u].append(v)
        near[v].append(u)
        for w in (u, v):
            if len(near[w]) > d:
                return reject(f"edges: vertex {w} has degree {len(near[w])}, at most {d} allowed")
    total = distance_sum(near)
    if total is None:
        return reject("edges: the graph is not connected")
    return accept(up(Fraction(total, n * (n - 1))), certificate={"distances": total})


def distance_sum(near: list[list[int]]) -> int | None:
    """Sum of the distances of all ordered pairs, or None where a vertex reaches not all; balls are sets of bits that grow in step."""
    n = len(near)
    balls, total = [1 << u for u in range(n)], 0
    while True:
        missing = n * n - sum(ball.bit_count() for ball in balls)
        if not missing:
            return total
        total += missing
        grown = []
        for u, ball in enumerate(balls):
            for v in near[u]:
                ball |= balls[v]
            grown.append(ball)
        if grown == balls:
            return None
        balls = grown
