import numpy as np


class Objective:
    """Permutation: the order of the jobs. Value: the makespan."""

    kind = "permutation"

    def __init__(self, inputs):
        self.jobs = np.asarray(inputs["p"]).T.tolist()
        self.machines = len(self.jobs[0])
        self.size, self.low, self.high = len(self.jobs), 0, len(self.jobs) - 1

    def value(self, z):
        jobs = self.jobs
        done = [0] * self.machines
        for job in z:
            now, row = 0, []
            for free, time in zip(done, jobs[job], strict=True):
                now = (now if now > free else free) + time
                row.append(now)
            done = row
        return done[-1]

    def answer(self, z):
        return {"order": [int(v) for v in z]}
