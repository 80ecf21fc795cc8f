import numpy as np


class Objective:
    """Integers: the day of each road; one that finds its day full goes to the next day with room. Value: the sum of the growths.

    A day's growths depend on its roads alone and are kept, so that a change of two days costs the work of two days.
    """

    kind = "integers"

    def __init__(self, inputs):
        edges = np.asarray(inputs["edges"]).tolist()
        self.days, self.most, self.n = int(inputs["D"]), int(inputs["K"]), len(inputs["xy"])
        self.source = np.asarray(inputs["source"])
        self.size, self.low, self.high = len(edges), 0, self.days - 1
        w, near = np.asarray(inputs["w"]).tolist(), [[] for _ in range(self.n)]
        for e, (i, j) in enumerate(edges):
            near[i].append((j, e))
            near[j].append((i, e))
        width = max(map(len, near))
        # a junction's k-th road; those that it lacks are a road of infinite length to itself
        self.near = np.array([[row[k][0] if k < len(row) else v for v, row in enumerate(near)] for k in range(width)])
        self.road = np.array([[row[k][1] if k < len(row) else self.size for row in near] for k in range(width)])
        self.length = np.array([*w, np.inf], dtype=np.float32)
        self.known = {}
        # the roads of a shortest way to every junction: where all are open, the distance is the usual one
        self.ways = np.zeros((len(self.source), self.n, self.size), dtype=bool)
        self.usual = np.full((len(self.source), self.n), np.inf, dtype=np.float32)
        self.usual = self._distances(())
        for usual, ways in zip(self.usual, self.ways, strict=True):
            last = np.argmin(usual[self.near] + self.length[self.road], axis=0)
            for v in np.argsort(usual).tolist()[1:]:
                ways[v] = ways[self.near[last[v], v]]
                ways[v, self.road[last[v], v]] = True

    def _distances(self, closed):
        """Shortest distances [source, junction] by rounds of relaxing all roads; whole numbers below 2^24, so exact."""
        length = self.length.copy()
        length[list(closed)] = np.inf
        length, near = length[self.road], self.near
        distance = np.where(self.ways[:, :, list(closed)].any(axis=2), np.float32(np.inf), self.usual)
        distance[np.arange(len(self.source)), self.source] = 0.0
        while True:
            shorter = (distance[:, near] + length).min(axis=1)
            np.minimum(shorter, distance, out=shorter)
            if np.array_equal(shorter, distance):
                return distance
            distance = shorter

    def _closed(self, z):
        rows = [[] for _ in range(self.days)]
        for e, day in enumerate(z):
            while len(rows[day]) >= self.most:
                day = (day + 1) % self.days
            rows[day].append(e)
        return rows

    def _growth(self, closed):
        if closed not in self.known:
            if len(self.known) > 5000:  # memory
                self.known.clear()
            self.known[closed] = float(np.minimum(self._distances(closed) - self.usual, 10_000).sum(dtype=np.float64))
        return self.known[closed]

    def value(self, z):
        return sum([self._growth(tuple(row)) for row in self._closed(z)])

    def answer(self, z):
        day = [0] * self.size
        for k, row in enumerate(self._closed([int(v) for v in z])):
            for e in row:
                day[e] = k
        return {"day": day}
