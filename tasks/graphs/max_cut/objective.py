import numpy as np


class Objective:
    """Bits: the side of every vertex. Value: minus the weight of the cut."""

    kind = "bits"

    def __init__(self, inputs):
        self.size, self.low, self.high = int(inputs["n"]), 0, 1
        edges = np.asarray(inputs["edges"])
        self.first, self.second = edges[:, 0].copy(), edges[:, 1].copy()
        self.w = np.asarray(inputs["w"], dtype=np.int64)

    def value(self, z):
        side = np.array(z, dtype=np.int8)
        return -int(np.dot(self.w, side[self.first] ^ side[self.second]))

    def answer(self, z):
        return {"side": [int(v) for v in z]}
