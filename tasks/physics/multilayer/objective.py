"""Search view of multilayer: the thicknesses, from thinnest (0) to thickest (1)."""

import math

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.size, self.sub, self.sign = int(inputs["n_layers"]), float(inputs["n_sub"]), -1.0 if inputs["stop"] else 1.0
        self.n = [float(inputs["n_hi"] if i % 2 else inputs["n_lo"]) for i in range(self.size)]
        phase = 2.0 * math.pi / np.asarray(inputs["wavelength"], dtype=np.float64)
        self.phase = np.stack([n * phase for n in self.n])

    def thickness(self, z):
        return 10.0 + 290.0 * np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)

    def value(self, z):
        turn = np.exp(1j * self.phase * self.thickness(z)[:, None])
        cos, sin = turn.real, 1j * turn.imag
        b, c = 1.0, self.sub
        for i in range(self.size - 1, -1, -1):
            n = self.n[i]
            b, c = cos[i] * b + sin[i] * (c / n), sin[i] * (n * b) + cos[i] * c
        reflectance = self.sign * np.abs((b - c) / (b + c)) ** 2
        return float(reflectance.max())

    def answer(self, z):
        return {"d": self.thickness(z)}
