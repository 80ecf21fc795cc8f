# expect: error: read-only
from scipy.signal import fftconvolve


def solve(x, h):
    x[0, 0] = 0.0
    return {"y": fftconvolve(x, h, axes=1)}
