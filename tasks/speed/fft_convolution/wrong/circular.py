# expect: invalid: y: expected an array
from scipy.fft import irfft, rfft


def solve(x, h):
    n = x.shape[1]
    return {"y": irfft(rfft(x, n) * rfft(h, n), n)}
