import numpy as np


def solve(Y, seed=0):
    # EVOLVE-BLOCK-START
    toward, floor = 0.1, 0.01
    depth = np.maximum(Y.sum(axis=1, keepdims=True), 1)
    shares = Y / depth
    X = (1.0 - toward) * shares + toward * shares.mean(axis=0) + floor / Y.shape[1]
    # EVOLVE-BLOCK-END
    return {"X": X}
