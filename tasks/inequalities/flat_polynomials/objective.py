"""Search view of flat_polynomials: the genotype is the list of signs, bit b standing for 2b - 1."""

import numpy as np

OVERSAMPLING = 16


class Objective:
    kind = "bits"
    low, high = 0, 1

    def __init__(self, inputs):
        self.size = int(inputs["n"]) + 1
        self.samples = OVERSAMPLING * self.size

    def value(self, z):
        s = np.asarray(z, dtype=np.float64) * 2.0 - 1.0
        return float(np.abs(np.fft.rfft(s, self.samples)).max()) / self.size**0.5

    def answer(self, z):
        return {"s": np.asarray(z, dtype=np.int64) * 2 - 1}
