# profile: cheap
"""The same heap on plain lists."""

from heapq import heappop, heappush

import numpy as np


def solve(indptr, indices, weight, sources):
    n = len(indptr) - 1
    start, head, cost = indptr.tolist(), indices.tolist(), weight.tolist()
    arcs = [list(zip(head[a:b], cost[a:b], strict=False)) for a, b in zip(start, start[1:], strict=False)]
    far = 1 << 60
    rows = []
    for source in sources.tolist():
        best = [far] * n
        best[source] = 0
        heap = [source]
        while heap:
            d, u = divmod(heappop(heap), n)
            if d > best[u]:
                continue
            for v, w in arcs[u]:
                if d + w < best[v]:
                    best[v] = d + w
                    heappush(heap, (d + w) * n + v)
        rows.append(best)
    dist = np.array(rows)
    dist[dist == far] = -1
    return {"dist": dist}
