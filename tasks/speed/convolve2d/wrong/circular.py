# expect: invalid: is off by
import numpy as np
from scipy.fft import irfft2, rfft2


def solve(A, B):
    n, full = A.shape[1], A.shape[1] + B.shape[1] - 1
    C = irfft2(rfft2(A) * rfft2(B, (n, n)), (n, n))
    return {"C": np.pad(C, ((0, 0), (0, full - n), (0, full - n)))}
