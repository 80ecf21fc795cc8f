from math import log2


class Objective:
    """Integers: for each of 12 equal spans of turns the kind line·L + level to strengthen.

    The first turn strengthens the cheapest machine of level 0. Later turns strengthen the kind of the span or, if that
    is too dear, the highest affordable level below it on its line. Value: minus the binary logarithm of the final goods.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.a = [int(v) for v in inputs["A"]]
        self.cost = [[int(c) for c in row] for row in inputs["C"]]
        self.turns, self.start = int(inputs["T"]), int(inputs["K"])
        self.levels, self.lines = len(self.cost), len(self.a)
        self.size, self.low, self.high = 12, 0, self.lines * self.levels - 1
        self.first = self.cost[0].index(min(self.cost[0]))
        self.prices = [[row[line] for row in self.cost] for line in range(self.lines)]

    def _run(self, z, acts=None):
        levels, own, first = self.levels, self.start, self.first
        state = {}
        edges = [self.turns * k // self.size for k in range(self.size + 1)]
        plan = [(first, 0, 0, 1)]
        plan += [(*divmod(z[k], levels), max(1, edges[k]), edges[k + 1]) for k in range(self.size)]
        for line, top, begin, end in plan:
            rest = [pair for key, pair in state.items() if key != line]
            i0, i1, i2, i3 = self._income(rest)
            if line not in state:
                state[line] = ([1] * levels + [0] * (4 - levels), [0] * 4, self.a[line])
            units, power, rate = state[line]
            prices = self.prices[line][: top + 1]
            next_price = [c * (p + 1) for c, p in zip(prices, power, strict=False)]
            u0, u1, u2, u3 = units
            p0, p1, p2, p3 = power
            for _ in range(begin, end):
                level = top
                while level >= 0 and next_price[level] > own:
                    level -= 1
                if level >= 0:
                    own -= next_price[level]
                    next_price[level] += prices[level]
                    if level == 0:
                        p0 += 1
                    elif level == 1:
                        p1 += 1
                    elif level == 2:
                        p2 += 1
                    else:
                        p3 += 1
                if acts is not None:
                    acts.append([level, line] if level >= 0 else [-1, -1])
                own += rate * u0 * p0 + i0
                u0 += u1 * p1
                u1 += u2 * p2
                u2 += u3 * p3
                i0 += i1
                i1 += i2
                i2 += i3
            units[:], power[:] = (u0, u1, u2, u3), (p0, p1, p2, p3)
            self._idle(rest, end - begin)
        return own

    def _income(self, rest):
        """Income of the lines that are left alone as Newton series in the turn: sums of A·p0·…·pm·um."""
        total = [0, 0, 0, 0]
        for u, p, rate in rest:
            for m in range(4):
                rate *= p[m]
                if not rate:
                    break
                total[m] += rate * u[m]
        return total

    def _idle(self, rest, t):
        """Units of those lines after t turns."""
        for u, p, _ in rest:
            if p[1] or p[2] or p[3]:
                a, b, c = u[3] * p[3], u[2] * p[2], u[1] * p[1]
                pairs = t * (t - 1) // 2
                u[0] += t * c + pairs * b * p[1] + pairs * (t - 2) // 3 * a * p[2] * p[1]
                u[1] += t * b + pairs * a * p[2]
                u[2] += t * a

    def value(self, z):
        own = self._run(z)
        return -log2(own) if own > 1 else 0.0

    def answer(self, z):
        acts = []
        self._run([int(v) for v in z], acts)
        return {"act": acts}
