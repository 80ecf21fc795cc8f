"""Search view of maxdet: the genotype is the first rows of the circulant blocks of the matrix, and its border."""

import numpy as np

BLOCKS = {15: 3, 22: 2, 23: 2, 27: 3, 29: 4, 31: 3, 33: 3}  # blocks per side; what is left of n after equal blocks is the border


class Objective:
    kind = "bits"
    low, high = 0, 1

    def __init__(self, inputs):
        self.n = n = int(inputs["n"])
        blocks = BLOCKS.get(n, 1)
        width = n // blocks
        core = blocks * width
        border = n - core
        index = np.empty((n, n), dtype=np.int64)
        step = (np.arange(width)[None, :] - np.arange(width)[:, None]) % width
        for i in range(blocks):
            for j in range(blocks):
                index[i * width : (i + 1) * width, j * width : (j + 1) * width] = (i * blocks + j) * width + step
        used = blocks * blocks * width
        free = 2 * border * core + border * border  # entries of the border rows and columns, one bit for a run of `width` equal ones
        del free
        for b in range(border):
            for i in range(blocks):
                index[core + b, i * width : (i + 1) * width] = used
                index[i * width : (i + 1) * width, core + b] = used + 1
                used += 2
            for c in range(border):
                index[core + b, core + c] = used
                used += 1
        self.index, self.size = index, used
        self.log_bound = log_bound(n)

    def matrix(self, z):
        return np.asarray(z, dtype=np.float64)[self.index] * 2.0 - 1.0

    def value(self, z):
        size = float(np.linalg.slogdet(self.matrix(z))[1])
        return min(self.log_bound - size, self.log_bound + 1.0)

    def answer(self, z):
        return {"m": (np.asarray(z, dtype=np.int64) * 2 - 1)[self.index]}


def log_bound(n):
    """Natural logarithm of the Hadamard, Barba or Ehlich-Wojtas bound on |det| by n mod 4 (Barba also for n = 3 mod 4)."""
    if n % 4 == 0:
        return 0.5 * n * np.log(n)
    if n % 4 == 2:
        return np.log(2 * n - 2) + 0.5 * (n - 2) * np.log(n - 2)
    return 0.5 * np.log(2 * n - 1) + 0.5 * (n - 1) * np.log(n - 1)
