# expect: invalid: C: expected an array float64[4, 64, 64], got float64[4, 48, 48]
import numpy as np
from scipy.signal import convolve2d


def solve(A, B):
    return {"C": np.stack([convolve2d(a, b, mode="same") for a, b in zip(A, B)])}
