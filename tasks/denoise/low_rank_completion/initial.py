import numpy as np


def solve(Y, mask, seed=0):
    seen = mask == 1
    # EVOLVE-BLOCK-START
    rank, rounds, keep = 1, 0, 1.0
    total, count = np.where(seen, Y, 0.0).sum(axis=0), seen.sum(axis=0)
    X = np.tile(keep * total / np.maximum(count, 1), (len(Y), 1))
    for _ in range(rounds):
        filled = np.where(seen, Y, X)
        U, s, V = np.linalg.svd(filled, full_matrices=False)
        X = (U[:, :rank] * s[:rank]) @ V[:rank]
    # EVOLVE-BLOCK-END
    return {"X": X}
