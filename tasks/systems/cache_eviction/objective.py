import numpy as np

REQUESTS, DECISIONS, FEW = 4000, 24, 4  # of the first training trace; victims in a row
TERMS = ["log1p(age)", "log1p(stay)", "log1p(count)", "log1p(gap)", "fast", "slow", "log1p(size)"]


class Objective:
    """Vector: weights of seven terms; the key with the smallest sum is evicted. Value: minus the mean logarithm of (requests until the victim
    is asked for again, times its size) over the next 4 victims at 24 moments of the first training trace, with keys in the cache that
    were evicted at random until then.
    """

    kind, size, low, high = "vector", len(TERMS), -1.0, 1.0

    def __init__(self, inputs):
        trace, sizes, cap = np.asarray(inputs["train"])[0].tolist(), np.asarray(inputs["sizes"]).tolist(), int(inputs["capacity"])
        self.never, self.features, self.gain = len(trace), [], []
        ages = np.arange(REQUESTS + 1.0)
        fast_of, slow_of = np.exp2(-ages / 100).tolist(), np.exp2(-ages / 1000).tolist()
        following, last = [self.never] * REQUESTS, {}
        for now in range(len(trace) - 1, -1, -1):
            if now < REQUESTS:
                following[now] = last.get(trace[now], self.never)
            last[trace[now]] = now
        held, order, seen, used, random, misses = {}, [], {}, 0, 1, 0
        for now, key in enumerate(trace[:REQUESTS]):
            if key not in held:
                misses += 1
                full = used + sizes[key] > cap
                if full and misses % 32 == 0 and len(self.gain) < DECISIONS:
                    columns = np.array([[*seen[k], held[k], sizes[k]] for k in order], dtype=np.float64)
                    self._moment(now, columns, np.array([following[seen[k][0]] for k in order]))
                while used + sizes[key] > cap:
                    random = (random * 1103515245 + 12345) % 2**31
                    place = random // 65536 % len(order)
                    victim, order[place] = order[place], order[-1]
                    order.pop()
                    del held[victim]
                    used -= sizes[victim]
                held[key] = now
                order.append(key)
                used += sizes[key]
            before, count, gap, fast, slow = seen.get(key, (now, 0, self.never, 0.0, 0.0))
            age = now - before
            seen[key] = (now, count + 1, age if count else gap, fast * fast_of[age] + 1.0, slow * slow_of[age] + 1.0)

    def _moment(self, now, columns, following):
        """Features and gain of every key that could go; columns: last, count, gap, fast, slow, load, size."""
        age = now - columns[:, 0]
        logs = [np.log1p(v) for v in (age, now - columns[:, 5], columns[:, 1], columns[:, 2])]
        decayed = [columns[:, 3] * np.exp2(-age / 100), columns[:, 4] * np.exp2(-age / 1000)]
        self.features.append(np.array([*logs, *decayed, np.log1p(columns[:, 6])]).T.copy())
        wait = np.where(following < self.never, following - now, self.never)
        self.gain.append(np.log(wait * columns[:, 6]))

    def value(self, z):
        w, total = np.array(z, dtype=np.float64), 0.0
        for rows, gain in zip(self.features, self.gain, strict=True):
            cost = rows @ w
            total += float(gain[cost.argpartition(FEW)[:FEW]].sum()) if len(cost) > FEW else float(gain.mean())
        return -total / (FEW * max(1, len(self.gain)))

    def answer(self, z):
        return {"expr": " + ".join(f"{float(c):.6f}*{term}" for c, term in zip(z, TERMS, strict=True))}
