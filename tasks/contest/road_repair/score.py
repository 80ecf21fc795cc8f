"""Growth of shortest distances while roads are closed day by day, as a ratio to the stored reference."""

from __future__ import annotations

from itertools import islice

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import F64, I64, Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SIDE, SOURCES, CAP, NEAREST = 1000, 8, 10_000, 30


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Uniform points; a shortest spanning tree, a way round every bridge, then the shortest roads that cross none, m in all."""
    stream, n = Stream(seed or 0, "contest/road_repair"), params["n"]
    cell = stream.choice((SIDE // 10) ** 2, n)
    xy = 10 * np.stack([cell // (SIDE // 10), cell % (SIDE // 10)], axis=1) + stream.randint(0, 5, 2 * n).reshape(n, 2)
    edges = _roads(xy, params["m"])
    w = rounded_euclidean(xy)[edges[:, 0], edges[:, 1]]
    return {"xy": xy, "edges": edges, "w": w, "D": params["D"], "K": params["K"], "source": np.sort(stream.choice(n, SOURCES))}, {}


def _roads(xy: I64, m: int) -> I64:
    n = len(xy)
    gap = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
    near = np.argsort(gap, axis=1, kind="stable")[:, 1 : NEAREST + 1]
    pairs = sorted({(min(i, j), max(i, j)) for i in range(n) for j in near[i].tolist()}, key=lambda e: (int(gap[e]), e))
    chosen: list[tuple[int, int]] = []
    root = list(range(n))

    def free(i: int, j: int) -> bool:
        """Whether the road from i to j crosses or touches no chosen one but at its ends."""
        a, b = xy[np.array(chosen)].transpose(1, 0, 2)
        p, q = xy[i], xy[j]

        def side(o: I64, s: I64, t: I64) -> I64:
            return np.sign((s[..., 0] - o[..., 0]) * (t[..., 1] - o[..., 1]) - (s[..., 1] - o[..., 1]) * (t[..., 0] - o[..., 0]))

        apart = (side(p, q, a) * side(p, q, b) > 0) | (side(a, b, p) * side(a, b, q) > 0)
        shared = np.isin(np.array(chosen), (i, j)).any(axis=1)
        return bool((apart | shared).all())

    def find(v: int) -> int:
        while root[v] != v:
            root[v] = root[root[v]]
            v = root[v]
        return v

    for i, j in pairs:
        if find(i) != find(j):
            root[find(i)] = find(j)
            chosen.append((i, j))
    for bridge in chosen[: n - 1]:
        side = _reached(chosen, bridge)
        if bridge[1] not in side:
            across = ((i, j) for i, j in pairs if (i in side) != (j in side) and (i, j) != bridge and free(i, j))
            chosen.extend(islice(across, 1))
    for i, j in pairs:
        if len(chosen) < m and (i, j) not in chosen and free(i, j):
            chosen.append((i, j))
    return np.array(sorted(chosen), dtype=np.int64)


def _reached(edges: list[tuple[int, int]], without: tuple[int, int]) -> set[int]:
    """Junctions that the first end of an edge reaches without that edge."""
    near: dict[int, list[int]] = {}
    for i, j in edges:
        if (i, j) != without:
            near.setdefault(i, []).append(j)
            near.setdefault(j, []).append(i)
    seen, todo = {without[0]}, [without[0]]
    while todo:
        for u in near.get(todo.pop(), []):
            if u not in seen:
                seen.add(u)
                todo.append(u)
    return seen


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Sum of the growths divided by the reference."""
    edges, days, most = public["edges"], public["D"], public["K"]
    day = integer(answer, "day", len(edges), 0, days - 1)
    counts = np.bincount(day, minlength=days)
    if counts.max() > most:
        return reject(f"day: {int(counts.max())} roads on day {int(counts.argmax())}, at most {most} allowed")
    usual = _distances(public, np.ones(len(edges), dtype=bool))
    cost = sum(int(np.minimum(_distances(public, day != k) - usual, CAP).sum()) for k in range(days))
    return accept(cost / secret["reference"], certificate={"cost": cost})


def _distances(public: dict, open_: np.ndarray) -> F64:
    """Shortest distances [sources, n] over the open roads; sums of integers far below 2^53, so exact."""
    n, edges, w = len(public["xy"]), public["edges"][open_], public["w"][open_].astype(np.float64)
    graph = csr_array((w, (edges[:, 0], edges[:, 1])), shape=(n, n))
    return np.asarray(dijkstra(graph, directed=False, indices=public["source"]))
