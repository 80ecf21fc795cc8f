# expect: invalid: is off by
import numpy as np
from scipy.fft import irfft2, rfft2


def solve(A, B):
    n = A.shape[1] + B.shape[1] - 1
    C = irfft2(rfft2(A.astype(np.float32), (n, n)) * rfft2(B.astype(np.float32), (n, n)), (n, n))
    return {"C": C.astype(np.float64)}
