import random

import numpy as np

TERMS = ["p", "work", "slack", "weight", "weight/p", "max(slack, 0)/p", "weight/p*exp(-max(slack, 0)/110)"]
UNITS = [55.0, 300.0, 300.0, 2.0, 0.04, 5.0, 0.02]  # a weight of 1 means this much of the term
QUEUES, LENGTH = 96, 8


class Objective:
    """Vector: weights of seven terms, each in its unit; the smallest sum goes first. Value: mean weighted tardiness of 96 queues of 8 jobs of
    the recorded shops at one machine, against due dates less the work that comes after, in the order of the rule at the start.
    """

    kind, size, low, high = "vector", len(TERMS), -1.0, 1.0

    def __init__(self, inputs):
        draw = random.Random(1).random
        jobs, ops = np.concatenate(inputs["jobs"]), np.concatenate(inputs["ops"])
        rows = []
        for _ in range(QUEUES * LENGTH):
            job = int(draw() * len(jobs))
            times = [int(t) for m, t in ops[job] if m >= 0]
            k = int(draw() * len(times))
            work = sum(times[k:])
            allowance = float(jobs[job, 2] - jobs[job, 0])
            slack = allowance * (1.0 - 1.2 * draw()) - work
            rows.append((times[k], work, slack, float(jobs[job, 1])))
        p, work, slack, weight = (np.array(column, dtype=np.float64).reshape(QUEUES, LENGTH) for column in zip(*rows, strict=True))
        late = np.maximum(slack, 0.0)
        terms = [p, work, slack, weight, weight / p, late / p, weight / p * np.exp(-late / 110.0)]
        self.terms = np.array([term / unit for term, unit in zip(terms, UNITS, strict=True)])
        self.p, self.weight, self.due = p, weight, slack + p

    def value(self, z):
        order = np.tensordot(np.array(z, dtype=np.float64), self.terms, 1).argsort(axis=1, kind="stable")
        ends = np.take_along_axis(self.p, order, 1).cumsum(axis=1)
        late = ends - np.take_along_axis(self.due, order, 1)
        return float((np.take_along_axis(self.weight, order, 1) * np.maximum(late, 0.0)).mean())

    def answer(self, z):
        weights = [float(c) / unit for c, unit in zip(z, UNITS, strict=True)]
        return {"expr": " + ".join(f"{c:.9f}*{term}" for c, term in zip(weights, TERMS, strict=True))}
