# expect: invalid: |T x - b| is
# the preconditioner alone
import numpy as np


def solve(c, b):
    n = c.shape[1]
    near = c.copy()
    near[:, n // 2 + 1 :] = c[:, (n - 1) // 2 : 0 : -1]
    return {"x": np.fft.irfft(np.fft.rfft(b) / np.fft.rfft(near).real, n)}
