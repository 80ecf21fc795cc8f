"""Rounds of disjoint swaps along the edges of a tree until every token is at home, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import entry
from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """A tree of `params["tree"]` with n vertices and a random permutation of the tokens."""
    stream, n, tree = Stream(seed or 0, "games/tree_sort"), params["n"], params["tree"]
    if tree == "path":
        parent = list(range(n - 1))
    elif tree == "star":  # six paths of equal length that meet in vertex 0
        parent = [max(0, v - 6) for v in range(1, n)]
    elif tree == "random":
        parent = [int(stream.randint(0, v - 1)[0]) for v in range(1, n)]
    else:  # caterpillar: a path of n/2 vertices, the others hang on random vertices of it
        parent = [v - 1 if v < n // 2 else int(stream.randint(0, n // 2 - 1)[0]) for v in range(1, n)]
    edges = np.array([[parent[v - 1], v] for v in range(1, n)], dtype=np.int64)
    return {"n": n, "edges": edges, "perm": stream.permutation(n)}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Number of rounds / reference."""
    n, edges, token = public["n"], public["edges"].tolist(), public["perm"].tolist()
    number = count(answer, "rounds", 0, n * n)
    rounds = entry(answer, "rounds")
    if not isinstance(rounds, list):
        return reject(f"rounds: expected a list of lists, got {type(rounds).__name__}")
    for k in range(number):
        name = f"rounds[{k}]"
        touched: set[int] = set()
        for e in index_list({name: rounds[k]}, name, n - 1, n - 1).tolist():
            u, v = edges[e]
            if u in touched or v in touched:
                return reject(f"{name}: edge {e} shares a vertex with another edge of the round")
            touched |= {u, v}
            token[u], token[v] = token[v], token[u]
    away = next((v for v in range(n) if token[v] != v), None)
    if away is not None:
        return reject(f"rounds: not sorted at the end, vertex {away} holds token {token[away]}")
    return accept(number / secret["reference"], certificate={"rounds": number})
