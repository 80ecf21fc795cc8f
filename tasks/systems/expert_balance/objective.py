"""Search view of expert_balance: for every layer the experts of the spare slots, then keys by which its slots are put in order.

The value is minus the mean balance of the window that was seen; the score is that of the next one.
"""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.load = np.asarray(inputs["hist"], dtype=np.float64)
        self.R, self.G = int(inputs["R"]), int(inputs["G"])
        self.layers, self.experts = self.load.shape
        self.spare = self.R - self.experts
        self.size = self.layers * (self.spare + self.R)
        self.row = np.arange(self.layers)[:, None]

    def slots(self, z):
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(self.layers, -1)
        extra = np.minimum((z[:, : self.spare] * self.experts).astype(np.int64), self.experts - 1)
        every = np.concatenate([np.tile(np.arange(self.experts), (self.layers, 1)), extra], axis=1)
        return every[self.row, np.argsort(z[:, self.spare :], axis=1, kind="stable")]

    def value(self, z):
        slot = self.slots(z)
        flat = slot + self.row * self.experts
        copies = np.bincount(flat.ravel(), minlength=self.layers * self.experts).reshape(self.layers, -1)
        device = (self.load / copies)[self.row, slot].reshape(self.layers, self.G, -1).sum(axis=2)
        return -float((device.mean(axis=1) / device.max(axis=1)).mean())

    def answer(self, z):
        return {"slot": self.slots(z)}
