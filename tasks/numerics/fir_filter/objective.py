"""Search view of fir_filter: the integer taps; the scale puts the passband evenly around 1."""

import math

import numpy as np


class Objective:
    kind = "integers"

    def __init__(self, inputs):
        taps, bands, weight = int(inputs["taps"]), np.asarray(inputs["bands"]), np.asarray(inputs["weight"])
        self.size = (taps + 1) // 2
        self.high = 2 ** (int(inputs["bits"]) - 1) - 1
        self.low = -self.high
        points = [np.linspace(low, high, 2 + int(6 * taps * (high - low))) for low, high, _ in bands]
        w = np.pi * np.concatenate(points)
        self.matrix = np.cos(w[:, None] * np.arange(self.size)) * np.where(np.arange(self.size) > 0, 2.0, 1.0)
        self.desired = np.concatenate([np.full(len(p), band[2]) for p, band in zip(points, bands)])  # noqa: B905 # one length
        self.weight = np.concatenate([np.full(len(p), x) for p, x in zip(points, weight)])  # noqa: B905
        self.passing = np.flatnonzero(self.desired > 0.5)

    def scaled(self, z):
        amplitude = self.matrix @ np.asarray(z, dtype=np.float64)
        kept = amplitude[self.passing]
        return amplitude, min(max(0.5 * float(kept.max() + kept.min()), 2.0**-10), 2.0**20)

    def value(self, z):
        amplitude, scale = self.scaled(z)
        return math.log10(max(float((np.abs(amplitude / scale - self.desired) * self.weight).max()), 1e-15))

    def answer(self, z):
        return {"h": [int(v) for v in z], "scale": self.scaled(z)[1]}
