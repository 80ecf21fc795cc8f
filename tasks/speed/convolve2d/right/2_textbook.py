# profile: cheap
import numpy as np
from scipy.signal import fftconvolve


def solve(A, B):
    return {"C": np.stack([fftconvolve(a, b) for a, b in zip(A, B, strict=False)])}
