"""Reference solver for Steiner trees: annealed key vertices in the metric closure, cleaned by a spanning tree; bounds.

Bound: the optimum by the recursion of Dreyfus and Wagner (1971) for at most 10 terminals, else dual ascent (Wong 1984).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

SOLVER = "annealed key vertices in the metric closure, 4 runs"


@njit
def _span(d, nodes, size):
    """Cost of a least spanning tree of the first `size` nodes (Prim)."""
    best, total = np.full(size, 1 << 60), 0
    done = np.zeros(size, np.bool_)
    at = 0
    for _ in range(size - 1):
        done[at] = True
        low, nearest = 1 << 60, -1
        for k in range(size):
            if not done[k]:
                best[k] = min(best[k], d[nodes[at], nodes[k]])
                if best[k] < low:
                    low, nearest = best[k], k
        total += low
        at = nearest
    return total


@njit
def _anneal(d, terminals, steps, seed):
    np.random.seed(seed)
    n, t = len(d), len(terminals)
    nodes, size = np.zeros(2 * t + 2, np.int64), t
    nodes[:t] = terminals
    value = _span(d, nodes, size)
    best, kept, hot = value, nodes[:size].copy(), 0.01 * value
    for step in range(steps):
        old, old_size = nodes.copy(), size
        way = np.random.random()
        if way < 0.4 and size < 2 * t:
            a, b = nodes[np.random.randint(0, size)], nodes[np.random.randint(0, size)]
            v = np.random.randint(0, n)
            for _ in range(5):  # likelier between two nodes of the tree
                u = np.random.randint(0, n)
                if d[a, u] + d[u, b] < d[a, v] + d[v, b]:
                    v = u
            nodes[size] = v
            size += 1
        elif way < 0.65 and size > t:
            k = np.random.randint(t, size)
            size -= 1
            nodes[k] = nodes[size]
        elif size > t:
            k = np.random.randint(t, size)
            v = np.random.randint(0, n)
            for _ in range(12):
                u = np.random.randint(0, n)
                if d[nodes[k], u] < d[nodes[k], v] and u != nodes[k]:
                    v = u
            nodes[k] = v
        else:
            continue
        new = _span(d, nodes, size)
        heat = hot * 0.01 ** (step / steps)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            if value < best:
                best = value
                kept = nodes[:size].copy()
        else:
            nodes, size = old, old_size
    return best, kept


@njit
def _optimum(d, terminals):
    """Dreyfus and Wagner: cost[s, v] of the best tree on the terminals in s and v."""
    n, t = len(d), len(terminals) - 1
    cost = np.full((1 << t, n), 1 << 60)
    for k in range(t):
        cost[1 << k] = d[terminals[k]]
    for s in range(1, 1 << t):
        if s & (s - 1) == 0:
            continue
        row = np.full(n, 1 << 60)
        part = (s - 1) & s
        while part > s ^ part:
            row = np.minimum(row, cost[part] + cost[s ^ part])
            part = (part - 1) & s
        for u in range(n):
            for v in range(n):
                if row[u] + d[u, v] < cost[s, v]:
                    cost[s, v] = row[u] + d[u, v]
    return cost[(1 << t) - 1, terminals[t]]


@njit
def _ascent(tail, head, reduced, start, incoming, terminals, n):
    """Dual ascent from the last terminal as root: cuts that separate a terminal are raised, the smallest set first."""
    bound, root = 0, terminals[-1]
    alive = np.ones(len(terminals) - 1, np.bool_)
    queue, inside = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    while alive.any():
        chosen, smallest = -1, n + 1
        for k in range(len(alive) + 1):
            again = k == len(alive)
            if again and chosen < 0:
                break
            if not again and not alive[k]:
                continue
            inside[:] = False
            queue[0] = terminals[chosen if again else k]
            inside[queue[0]] = True
            done, count, low = 0, 1, 1 << 60
            while done < count:
                v = queue[done]
                done += 1
                for at in range(start[v], start[v + 1]):
                    a = incoming[at]
                    if reduced[a] == 0 and not inside[tail[a]]:
                        inside[tail[a]] = True
                        queue[count] = tail[a]
                        count += 1
            if again:
                for a in range(len(tail)):
                    if inside[head[a]] and not inside[tail[a]]:
                        low = min(low, reduced[a])
                for a in range(len(tail)):
                    if inside[head[a]] and not inside[tail[a]]:
                        reduced[a] -= low
                bound += low
            elif inside[root]:
                alive[k] = False
            elif count < smallest:
                chosen, smallest = k, count
    return bound


def solve(public, seconds):
    n, edges, w, terminals = (public[name] for name in ("n", "edges", "w", "terminals"))
    d, before = dijkstra(csr_matrix((w, (edges[:, 0], edges[:, 1])), shape=(n, n)), directed=False, return_predecessors=True)
    d = np.rint(d).astype(np.int64)
    steps = int(seconds * 2.5e8 / (20 + 1.5 * len(terminals)) ** 2)
    best = min((_anneal(d, terminals, steps, seed) for seed in range(4)), key=lambda run: run[0])[1]
    if len(terminals) <= 10:
        bound = int(_optimum(d, terminals))
    else:
        tail, head = np.concatenate([edges, edges[:, ::-1]]).T.copy()
        incoming = np.argsort(head, kind="stable")
        start = np.searchsorted(head[incoming], np.arange(n + 1))
        bound = int(_ascent(tail, head, np.concatenate([w, w]), start, incoming, terminals, n))
    return {"e": _paths(public, d, before, best)}, bound


def _paths(public, d, before, nodes):
    """Edges of shortest paths along a least spanning tree of the nodes, then of a least spanning tree of what they touch."""
    name = {pair: k for k, pair in enumerate(map(tuple, np.sort(public["edges"], axis=1).tolist()))}
    chosen, done, rest = set(), [int(nodes[0])], {int(v) for v in nodes[1:]} - {int(nodes[0])}
    while rest:
        u, v = min(((a, b) for a in done for b in rest), key=lambda pair: d[pair])
        done.append(v)
        rest.remove(v)
        while v != u:
            p = int(before[u, v])
            chosen.add(name[min(p, v), max(p, v)])
            v = p
    touched = {v for k in chosen for v in public["edges"][k].tolist()}
    parent, tree = {v: v for v in touched}, []

    def find(v):
        while parent[v] != v:
            v = parent[v]
        return v

    for k in np.argsort(public["w"], kind="stable").tolist():
        u, v = public["edges"][k].tolist()
        if u in touched and v in touched and find(u) != find(v):
            parent[find(u)] = find(v)
            tree.append(k)
    return sorted(tree)


def base(public):
    """Union of shortest paths from the first terminal to all others."""
    n, edges, w, terminals = (public[name] for name in ("n", "edges", "w", "terminals"))
    graph = csr_matrix((w, (edges[:, 0], edges[:, 1])), shape=(n, n))
    _, before = dijkstra(graph, directed=False, indices=terminals[0], return_predecessors=True)
    name = {pair: k for k, pair in enumerate(map(tuple, edges.tolist()))}
    chosen = set()
    for v in terminals[1:].tolist():
        while v != terminals[0]:
            p = int(before[v])
            chosen.add(name[min(p, v), max(p, v)])
            v = p
    return {"e": sorted(chosen)}
