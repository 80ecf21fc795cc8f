"""Search view of maxdet: the genotype is the first rows of the circulant blocks of the matrix, and its border."""

import math

import numpy as np

BLOCKS = {15: 3, 22: 2, 23: 2, 27: 3, 29: 4, 31: 3, 33: 3}  # blocks per side; what is left of n after equal blocks is the border


class Objective:
    kind = "bits"
    low, high = 0, 1

    def __init__(self, inputs):
        self.n = n = int(inputs["n"])
        self.index, self.size = layout(n, BLOCKS.get(n, 1))
        self.log_bound = log_bound(n)
        self.singular = 0.5 * n + 2.0  # a little worse than a random matrix, so that singular ones do not set the scale

    def value(self, z):
        signs = np.asarray(z, dtype=np.float64)[self.index] * 2.0 - 1.0
        return min(self.log_bound - float(np.linalg.slogdet(signs)[1]), self.singular)

    def answer(self, z):
        return {"m": (np.asarray(z, dtype=np.int64) * 2 - 1)[self.index]}


def layout(n, blocks):
    """Which bit stands at which entry, shape [n, n], and the number of bits: circulant blocks, and one bit per block in the border."""
    width = n // blocks
    core = blocks * width
    index = np.empty((n, n), dtype=np.int64)
    turn = (np.arange(width)[None, :] - np.arange(width)[:, None]) % width
    used = 0
    for i in range(blocks):
        for j in range(blocks):
            index[i * width : (i + 1) * width, j * width : (j + 1) * width] = used + turn
            used += width
    for b in range(core, n):
        for i in range(blocks):
            index[b, i * width : (i + 1) * width] = used
            index[i * width : (i + 1) * width, b] = used + 1
            used += 2
        for c in range(core, n):
            index[b, c] = used
            used += 1
    return index, used


def log_bound(n):
    """Natural logarithm of the bound on |det|: Hadamard, Barba, Ehlich-Wojtas or Ehlich by n mod 4 (n >= 11)."""
    if n % 4 == 0:
        return 0.5 * n * math.log(n)
    if n % 4 == 1:
        return 0.5 * (math.log(2 * n - 1) + (n - 1) * math.log(n - 1))
    if n % 4 == 2:
        return math.log(2 * n - 2) + 0.5 * (n - 2) * math.log(n - 2)
    blocks = 6 if n < 63 else 7
    size = n // blocks
    larger = n - blocks * size
    a, b = n - 3 + 4 * size, n + 1 + 4 * size
    rest = 1.0 - (blocks - larger) * size / a - larger * (size + 1) / b
    logs = (n - blocks) * math.log(n - 3) + (blocks - larger) * math.log(a) + larger * math.log(b) + math.log(rest)
    return 0.5 * logs
