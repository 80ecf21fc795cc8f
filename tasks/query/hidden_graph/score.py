"""Questions "how many edges inside this vertex set" until a hidden graph is known, in units of an information bound."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A uniform tree (by its Prüfer code) if m = n - 1, else m different edges, uniform."""
    n, m, stream = params["n"], params["m"], Stream(seed or 0, "query/hidden_graph")
    if m == n - 1:
        edges = _tree(stream.randint(0, n - 1, n - 2).tolist(), n)
    else:
        all_edges = np.array([(i, j) for i in range(n) for j in range(i + 1, n)])
        edges = all_edges[np.sort(stream.choice(len(all_edges), m))].tolist()
    return {"n": n, "m": m, "reply": np.empty(0, np.int64)}, {"edges": np.array(sorted(edges), dtype=np.int64)}


def _tree(code: list[int], n: int) -> list[tuple[int, int]]:
    degree = [1 + code.count(v) for v in range(n)]
    edges = []
    for v in code:
        leaf = degree.index(1)
        edges.append((min(leaf, v), max(leaf, v)))
        degree[leaf] -= 1
        degree[v] -= 1
    a, b = (v for v in range(n) if degree[v] == 1)
    return [*edges, (a, b)]


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """The number of edges inside every set; every set is one query."""
    n = public["n"]
    table = rows(out, n, 0, 1, n * (n + 1) // 2).astype(np.uint8)
    edges = secret["edges"]
    inside = (table[:, edges[:, 0]] & table[:, edges[:, 1]]).sum(axis=1, dtype=np.int64)
    return {"spent": past.get("spent", 0) + len(table)}, {"reply": inside}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Queries / (m log2(n^2/m) / log2 m), if exactly the edges are named, each once, in any order."""
    n, m = public["n"], public["m"]
    edges = np.sort(integer(answer, "answer", (m, 2), 0, n - 1), axis=1)
    if sorted(map(tuple, edges.tolist())) != [tuple(edge) for edge in secret["edges"].tolist()]:
        return reject("answer: not the hidden graph")
    return accept(secret.get("spent", 0) / (m * math.log2(n * n / m) / math.log2(m)))
