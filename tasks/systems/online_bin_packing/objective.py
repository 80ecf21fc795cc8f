import numpy as np

TERMS = [  # of item, rest, left, cap
    "left/cap",
    "left*left/(cap*cap)",
    "exp(-30*left/cap)",
    "lt(left, 0.2*cap)",
    "left/item",
    "item*left/(cap*cap)",
]
ITEMS = 300  # of each training stream


class Objective:
    """Vector: the weights of six terms; the priority of a bin is their sum less left/cap. Value: share of excess bins on the first 200 training items of
    each stream, bins of equal rest being one.
    """

    kind, size, low, high = "vector", len(TERMS), -1.0, 1.0

    def __init__(self, inputs):
        self.cap = cap = int(inputs["C"])
        self.streams = [row[:ITEMS].tolist() for row in np.asarray(inputs["train"])]
        self.least = sum(-(-sum(items) // cap) for items in self.streams)
        item, rest = np.arange(cap + 1.0)[:, None].clip(1.0), np.arange(cap + 1.0)[None, :]
        names = {"item": item, "left": rest - item, "cap": float(cap)}
        with np.errstate(all="ignore"):
            tables = [eval(term, {"exp": lambda x: np.exp(np.minimum(x, 30.0)), "lt": np.less}, names) for term in TERMS]  # our own texts
        self.tables = np.array([np.broadcast_to(table, (cap + 1, cap + 1)) for table in tables], dtype=np.float64)

    def value(self, z):
        table = (np.tensordot(np.asarray(z, dtype=np.float64), self.tables, 1) - self.tables[0]).tolist()
        cap, opened = self.cap, 0
        for items in self.streams:
            count = [0] * (cap + 1)
            for item in items:
                row, best, chosen = table[item], -1e300, -1
                for rest in range(item, cap):
                    if count[rest] and row[rest] > best:
                        best, chosen = row[rest], rest
                if chosen < 0:
                    opened, chosen = opened + 1, cap
                else:
                    count[chosen] -= 1
                count[chosen - item] += 1
        return opened / self.least - 1.0

    def answer(self, z):
        return {"expr": "-left/cap + " + " + ".join(f"{float(c):.6f}*{term}" for c, term in zip(z, TERMS, strict=True))}
