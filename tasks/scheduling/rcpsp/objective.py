from heapq import heapify, heappop, heappush

import numpy as np


class Objective:
    """Permutation: priorities; the list takes, again and again, the first activity of z whose predecessors are listed. Value: the makespan.

    The units left in a tick are one number with a field per resource; its guard bit is cleared by a need that the tick cannot meet.
    """

    kind = "permutation"

    def __init__(self, inputs):
        dur, pred, need, cap = (np.asarray(inputs[name]).tolist() for name in ("dur", "pred", "need", "cap"))
        self.dur, self.size = dur, len(dur)
        self.low, self.high = 0, self.size - 1
        self.before, self.after = [[] for _ in dur], [[] for _ in dur]
        for a, b in pred:
            self.before[b].append(a)
            self.after[a].append(b)
        bits = max(cap).bit_length() + 1
        self.guard = sum(1 << (bits * r + bits - 1) for r in range(len(cap)))
        self.full = self.guard + sum(c << (bits * r) for r, c in enumerate(cap))
        self.need = [sum(v << (bits * r) for r, v in enumerate(row)) for row in need]

    def _list(self, z):
        rank, wait = [0] * self.size, [len(row) for row in self.before]
        for k, job in enumerate(z):
            rank[job] = k
        ready = [rank[job] for job in range(self.size) if not wait[job]]
        heapify(ready)
        order = []
        while ready:
            job = z[heappop(ready)]
            order.append(job)
            for b in self.after[job]:
                wait[b] -= 1
                if not wait[b]:
                    heappush(ready, rank[b])
        return order

    def value(self, z):
        guard, left, end = self.guard, [self.full] * (sum(self.dur) + 1), [0] * self.size
        for job in self._list(z):
            need, dur, start = self.need[job], self.dur[job], 0
            for a in self.before[job]:
                if end[a] > start:
                    start = end[a]
            t = start
            while t < start + dur:
                if (left[t] - need) & guard != guard:
                    start = t + 1
                t += 1
            for t in range(start, start + dur):
                left[t] -= need
            end[job] = start + dur
        return max(end)

    def answer(self, z):
        return {"list": self._list([int(v) for v in z])}
