import numpy as np


class Objective:
    """Permutation: the tensors in the order in which each takes the lowest gap between those placed before it. Value: the peak."""

    kind = "permutation"

    def __init__(self, inputs):
        start, end, size = (np.asarray(inputs[name]) for name in ("start", "end", "size"))
        self.sizes = size.tolist()
        self.size, self.low, self.high = len(size), 0, len(size) - 1
        together = (start[:, None] < end) & (start < end[:, None])
        self.near = [np.flatnonzero(row).tolist() for row in together]

    def _place(self, z):
        sizes, placed = self.sizes, [None] * self.size
        for i in z:
            size, low = sizes[i], 0
            for other, top in sorted([placed[j] for j in self.near[i] if placed[j] is not None]):
                if other - low >= size:
                    break
                if top > low:
                    low = top
            placed[i] = (low, low + size)
        return placed

    def value(self, z):
        return max([top for _, top in self._place(z)])

    def answer(self, z):
        return {"offset": [low for low, _ in self._place([int(v) for v in z])]}
