# expect: invalid: off by
import numpy as np
from scipy.fft import irfft, rfft


def solve(x, h):
    n = x.shape[1] + h.shape[1] - 1
    return {"y": irfft(rfft(x.astype("f4"), n) * rfft(h.astype("f4"), n), n).astype("f8")}
