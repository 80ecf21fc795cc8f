# profile: cheap
import numpy as np
from scipy.signal import convolve2d


def solve(A, B):
    # EVOLVE-BLOCK-START
    C = np.empty((A.shape[0], A.shape[1] + B.shape[1] - 1, A.shape[2] + B.shape[2] - 1))
    for i in range(A.shape[0]):
        C[i] = convolve2d(A[i], B[i], mode="full")
    # EVOLVE-BLOCK-END
    return {"C": C}
