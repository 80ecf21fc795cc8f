import numpy as np


class Objective:
    """Permutation of n·m: entry v stands for job v mod n, so that every job appears m times. Value: the makespan."""

    kind = "permutation"

    def __init__(self, inputs):
        machine, time = (np.asarray(inputs[name]).tolist() for name in ("machine", "time"))
        self.jobs, self.machines = len(machine), len(machine[0])
        self.size, self.low, self.high = self.jobs * self.machines, 0, self.jobs * self.machines - 1
        self.operations = [list(zip(*rows, strict=True)) for rows in zip(machine, time, strict=True)]

    def value(self, z):
        n = self.jobs
        rest = [iter(row) for row in self.operations]
        ready, free = [0] * n, [0] * self.machines
        for v in z:
            job = v % n
            machine, time = next(rest[job])
            start = ready[job]
            if free[machine] > start:
                start = free[machine]
            ready[job] = free[machine] = start + time
        return max(ready)

    def answer(self, z):
        return {"ops": [int(v) % self.jobs for v in z]}
