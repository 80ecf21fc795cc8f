"""Search view of labs: the genotype is the sequence itself, bit b standing for the sign 2b - 1."""

import numpy as np


class Objective:
    kind = "bits"
    low, high = 0, 1

    def __init__(self, inputs):
        self.n = self.size = int(inputs["n"])

    def value(self, z):
        s = np.asarray(z, dtype=np.float64) * 2.0 - 1.0
        c = np.correlate(s, s, "full")[self.n :]
        return float(c @ c)

    def answer(self, z):
        return {"s": np.asarray(z, dtype=np.int64) * 2 - 1}
