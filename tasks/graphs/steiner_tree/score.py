"""Cost of a subgraph that connects the terminals of a weighted graph, after leaves are pruned, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict, accept, reject

NEAREST = 4  # neighbours to which a vertex of a geometric graph is joined


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Geometric graph (4 nearest neighbours and a spanning tree, 80 to 130 % of the distances) or a grid (weights 1..20)."""
    stream, n = Stream(seed or 0, "graphs/steiner_tree"), params["n"]
    if params["model"] == "grid":
        cell = np.arange(n).reshape(params["side"], -1)
        right, down = (cell[:, :-1], cell[:, 1:]), (cell[:-1], cell[1:])
        edges = graphgen.canonical(np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in (right, down)]))
        w = stream.randint(1, 20, len(edges))
    else:
        d = rounded_euclidean(stream.randint(0, 1000, 2 * n).reshape(n, 2))
        near = np.argsort(d + np.where(np.eye(n, dtype=bool), 10**6, 0), axis=1, kind="stable")[:, :NEAREST]
        rows = np.stack([np.repeat(np.arange(n), NEAREST), near.ravel()], axis=1)
        edges = graphgen.canonical(np.concatenate([rows, _spanning_tree(d)]))
        w = d[edges[:, 0], edges[:, 1]] * stream.randint(80, 130, len(edges)) // 100 + 1
    return {"n": n, "edges": edges, "w": w, "terminals": np.sort(stream.choice(n, params["terminals"]))}, {}


def _spanning_tree(d: I64) -> I64:
    """Edges of a least spanning tree of a matrix of distances (Prim)."""
    n = len(d)
    best, source, left = d[0].copy(), np.zeros(n, dtype=np.int64), np.arange(n) > 0
    rows = []
    for _ in range(n - 1):
        v = int(np.where(left, best, 2**40).argmin())
        rows.append((int(source[v]), v))
        left[v] = False
        closer = d[v] < best
        best[closer], source[closer] = d[v][closer], v
    return np.array(rows, dtype=np.int64)


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Weight of the listed edges that are left when ends that are no terminals are removed again and again, divided by the reference."""
    m = len(public["w"])
    listed = index_list(answer, "e", m, m).tolist()
    if len(set(listed)) < len(listed):
        return reject(f"e: edge {next(k for k in listed if listed.count(k) > 1)} appears twice")
    near: dict[int, dict[int, int]] = {int(t): {} for t in public["terminals"]}
    terminals = list(near)
    for k, (u, v) in zip(listed, public["edges"][listed].tolist(), strict=True):
        near.setdefault(u, {})[v] = k
        near.setdefault(v, {})[u] = k
    reached, stack = {terminals[0]}, [terminals[0]]
    while stack:
        more = near[stack.pop()].keys() - reached
        reached |= more
        stack.extend(more)
    for t in terminals:
        if t not in reached:
            return reject(f"e: terminal {t} is not connected to terminal {terminals[0]}")
    kept, fixed = set(listed), set(terminals)
    ends = [u for u, row in near.items() if len(row) == 1 and u not in fixed]
    while ends:
        u = ends.pop()
        for v, k in near[u].items():
            kept.remove(k)
            del near[v][u]
            if len(near[v]) == 1 and v not in fixed:
                ends.append(v)
        near[u] = {}
    cost = int(public["w"][sorted(kept)].sum())
    note = f"{len(listed) - len(kept)} edges to dead ends removed" if len(kept) < len(listed) else ""
    return accept(cost / secret["reference"], note, {"cost": cost, "e": sorted(kept)})
