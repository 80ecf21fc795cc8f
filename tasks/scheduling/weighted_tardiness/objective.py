import numpy as np


class Objective:
    """Permutation: the order of the jobs. Value: total weighted tardiness."""

    kind = "permutation"

    def __init__(self, inputs):
        self.jobs = list(zip(*(np.asarray(inputs[name]).tolist() for name in ("p", "w", "due")), strict=True))
        self.size, self.low, self.high = len(self.jobs), 0, len(self.jobs) - 1

    def value(self, z):
        jobs, now, total = self.jobs, 0, 0
        for job in z:
            p, w, due = jobs[job]
            now += p
            if now > due:
                total += w * (now - due)
        return total

    def answer(self, z):
        return {"order": [int(v) for v in z]}
