import numpy as np


class Objective:
    """Permutation: the pairs in the order in which they join a route, where that lengthens the way least: behind its last stop (…, pickup,
    delivery) or around it (…, pickup, last, delivery); a new route if none can. Value: way + 10,000 per vehicle.

    From every stop a vehicle can return in time, so that returning is never checked.
    """

    kind = "permutation"

    def __init__(self, inputs):
        xy = np.asarray(inputs["xy"], dtype=np.int64)
        square = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
        self.d = np.floor(np.sqrt(square) + 0.5).astype(np.int64).tolist()
        demand, self.ready, self.due, self.service, pair = (
            np.asarray(inputs[name]).tolist() for name in ("demand", "ready", "due", "service", "pair")
        )
        self.pairs = [(i, pair[i], demand[i]) for i in range(1, len(pair)) if demand[i] > 0]
        self.capacity = int(inputs["Q"])
        self.size, self.low, self.high = len(self.pairs), 0, len(self.pairs) - 1

    def _routes(self, z):
        """Routes [last stop, its time, the stop before, its time, load between the two, stops] and the way."""
        d, ready, due, service, capacity = self.d, self.ready, self.due, self.service, self.capacity
        routes, way = [], 0
        for k in z:
            pick, drop, load = self.pairs[k]
            to_pick, to_drop, across, home = d[pick], d[drop], d[pick][drop], d[drop][0]
            latest_pick, latest_drop, first_pick = due[pick], due[drop], ready[pick]
            least, chosen = 1 << 60, None
            for route in routes:
                last, time, before, earlier, held, _ = route
                t = time + service[last] + to_pick[last]
                if t <= latest_pick:
                    t = (t if t > first_pick else first_pick) + service[pick] + across
                    more = to_pick[last] + across + home - d[last][0]
                    if t <= latest_drop and more < least:
                        least, chosen, times = more, route, None
                t = earlier + service[before] + to_pick[before]
                if t <= latest_pick and held + load <= capacity:
                    t = (t if t > first_pick else first_pick) + service[pick] + to_pick[last]
                    if t <= due[last]:
                        if t < ready[last]:
                            t = ready[last]
                        end = t + service[last] + to_drop[last]
                        more = to_pick[before] + to_pick[last] - d[before][last] + to_drop[last] + home - d[last][0]
                        if end <= latest_drop and more < least:
                            least, chosen, times = more, route, (t, end)
            if chosen is None:
                start = max(first_pick, ready[0] + to_pick[0])
                end = max(ready[drop], start + service[pick] + across)
                routes.append([drop, end, pick, start, load, [pick, drop]])
                way += to_pick[0] + across + home
                continue
            way += least
            last, time, stops = chosen[0], chosen[1], chosen[5]
            if times is None:
                start = max(first_pick, time + service[last] + to_pick[last])
                chosen[:5] = drop, max(ready[drop], start + service[pick] + across), pick, start, load
                stops += [pick, drop]
            else:
                chosen[:5] = drop, max(ready[drop], times[1]), last, times[0], load
                stops[-1:] = [pick, last, drop]
        return routes, way

    def value(self, z):
        routes, way = self._routes(z)
        return way + 10_000 * len(routes)

    def answer(self, z):
        out = []
        for route in self._routes([int(v) for v in z])[0]:
            out += [0, *route[5]]
        return {"route": out[1:]}
