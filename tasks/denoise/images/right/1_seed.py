# profile: cheap
import numpy as np


def solve(Y, gain, sigma, seed=0):
    # EVOLVE-BLOCK-START
    rounds, share = 1, 0.2
    X = Y
    for _ in range(rounds):  # a part of every pixel is replaced by the mean of its four neighbours
        P = np.pad(X, ((0, 0), (1, 1), (1, 1)), mode="edge")
        around = 0.25 * (P[:, :-2, 1:-1] + P[:, 2:, 1:-1] + P[:, 1:-1, :-2] + P[:, 1:-1, 2:])
        X = (1.0 - share) * X + share * around
    # EVOLVE-BLOCK-END
    return {"X": X}
