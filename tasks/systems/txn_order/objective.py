from itertools import pairwise

import numpy as np


class Objective:
    """Permutation: the order of the transactions. Value: the makespan in ticks."""

    kind = "permutation"

    def __init__(self, inputs):
        ptr, write, key = (np.asarray(inputs[name]).tolist() for name in ("ptr", "write", "key"))
        self.keys = max(key) + 1
        self.size, self.low, self.high = len(ptr) - 1, 0, len(ptr) - 2
        self.transactions = [self._compile(write[a:b], key[a:b]) for a, b in pairwise(ptr)]

    def _compile(self, write, key):
        """Slots: key = tick after its last write, keys + key = tick after its last read or write."""
        first_read, first_write, last_write, last_touch = {}, {}, {}, {}
        for p, (w, k) in enumerate(zip(write, key, strict=True)):
            (first_write if w else first_read).setdefault(k, p)
            last_touch[k] = p + 1
            if w:
                last_write[k] = p + 1
        waits = [(self.keys + k, p) for k, p in first_write.items()]
        waits += [(k, p) for k, p in first_read.items() if first_write.get(k, p + 1) > p]
        reads = [(self.keys + k, p) for k, p in last_touch.items() if k not in last_write]
        # behind a write everything earlier is over, so these slots only grow
        sets = list(last_write.items()) + [(self.keys + k, last_touch[k]) for k in last_write]
        return waits, reads, sets, len(key)

    def value(self, z):
        after = [0] * (2 * self.keys)
        transactions, end = self.transactions, 0
        for t in z:
            waits, reads, sets, length = transactions[t]
            start = max([after[slot] - p for slot, p in waits])
            if start < 0:
                start = 0
            for slot, p in sets:
                after[slot] = start + p
            for slot, p in reads:
                if after[slot] < start + p:
                    after[slot] = start + p
            if start + length > end:
                end = start + length
        return end

    def answer(self, z):
        return {"order": [int(v) for v in z]}
