# profile: cheap; instance: n=1000000,m=1000,batch=1
import numpy as np
from scipy.signal import fftconvolve


def solve(x, h):
    # EVOLVE-BLOCK-START
    y = np.empty((x.shape[0], x.shape[1] + h.shape[1] - 1))
    for i in range(x.shape[0]):
        y[i] = fftconvolve(x[i], h[i])
    # EVOLVE-BLOCK-END
    return {"y": y}
