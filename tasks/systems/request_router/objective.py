import math
import random
from collections import deque

import numpy as np

TERMS = ["queue", "mine", "queue/speed", "mine/speed", "(size - cached)/speed", "cached", "u"]
UNITS = [1.0, 0.5, 0.001, 0.0005, 0.1, 50.0, 1.0]  # a weight of 1 means this much of the term
SERVERS, REQUESTS, WORST = 8, 320, 12


class Objective:
    """Vector: weights of seven terms, each in its unit; the request goes to the server with the smallest sum. Value: logarithm of the mean of
    the 12 longest latencies of 320 requests, every other one of the first training trace, on the first 8 servers.
    """

    kind, size, low, high = "vector", len(TERMS), -1.0, 1.0

    def __init__(self, inputs):
        self.rows = np.asarray(inputs["train"])[0][::2][:REQUESTS].tolist()
        self.speed = np.asarray(inputs["speed"])[:SERVERS].tolist()
        self.stale, self.slots = int(inputs["stale"]), int(inputs["slots"])
        draw = random.Random(1).random
        self.chance = [[draw() for _ in self.speed] for _ in self.rows]

    def value(self, z):
        w = [float(c) / unit for c, unit in zip(z, UNITS, strict=True)]
        speed, servers = self.speed, range(len(self.speed))
        per_queue = [w[0] + w[2] / v for v in speed]
        per_mine = [w[1] + w[3] / v for v in speed]
        per_size = [w[4] / v for v in speed]
        until, queue, report = [0] * len(speed), [0] * len(speed), 0
        ends = [deque() for _ in servers]
        mine = [[deque() for _ in servers] for _ in range(4)]
        groups = [[] for _ in servers]
        latency = []
        for (now, router, size, prefix, group), chance in zip(self.rows, self.chance, strict=True):
            latest = now - now % self.stale
            if latest > report:
                report = latest
                for k in servers:
                    while ends[k] and ends[k][0] <= report:
                        ends[k].popleft()
                    queue[k] = len(ends[k])
            best, chosen, own = 1e300, 0, mine[router]
            for k in servers:
                under_way = own[k]
                while under_way and under_way[0] <= now:
                    under_way.popleft()
                cost = queue[k] * per_queue[k] + len(under_way) * per_mine[k] + size * per_size[k] + w[6] * chance[k]
                if prefix and group in groups[k]:
                    cost += prefix * (w[5] - per_size[k])
                if cost < best:
                    best, chosen = cost, k
            known = groups[chosen]
            work = size - prefix if group in known else size
            end = max(until[chosen], now) + max(1, -(-1000 * work // speed[chosen]))
            until[chosen] = end
            ends[chosen].append(end)
            own[chosen].append(end)
            latency.append(end - now)
            if group in known:
                known.remove(group)
            known.insert(0, group)
            del known[self.slots :]
        return math.log(sum(sorted(latency)[-WORST:]) / WORST)

    def answer(self, z):
        weights = [float(c) / unit for c, unit in zip(z, UNITS, strict=True)]
        return {"expr": " + ".join(f"{c:.6f}*{term}" for c, term in zip(weights, TERMS, strict=True))}
