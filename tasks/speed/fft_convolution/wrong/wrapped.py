# expect: invalid: off by
# circular, with the tail left at zero
import numpy as np
from scipy.fft import irfft, rfft


def solve(x, h):
    n = x.shape[1]
    y = irfft(rfft(x, n) * rfft(h, n), n)
    return {"y": np.pad(y, ((0, 0), (0, h.shape[1] - 1)))}
