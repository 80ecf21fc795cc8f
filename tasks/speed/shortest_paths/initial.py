import heapq

import numpy as np


def solve(indptr, indices, weight, sources):
    # EVOLVE-BLOCK-START
    n = len(indptr) - 1
    start, head, cost = indptr.tolist(), indices.tolist(), weight.tolist()
    dist = np.full((len(sources), n), -1, dtype=np.int64)
    for row, source in enumerate(sources.tolist()):
        best = {source: 0}
        heap = [(0, source)]
        while heap:
            d, u = heapq.heappop(heap)
            if dist[row, u] >= 0:
                continue
            dist[row, u] = d
            for a in range(start[u], start[u + 1]):
                v, new = head[a], d + cost[a]
                if v not in best or new < best[v]:
                    best[v] = new
                    heapq.heappush(heap, (new, v))
    # EVOLVE-BLOCK-END
    return {"dist": dist}
