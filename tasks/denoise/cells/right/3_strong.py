# profile: cheap
import numpy as np


def solve(Y, seed=0):
    # EVOLVE-BLOCK-START
    rank = 6
    depth = np.maximum(Y.sum(axis=1, keepdims=True), 1)
    roots = np.sqrt(Y / depth)  # the square root makes the noise of all genes alike
    _, vectors = np.linalg.eigh(roots.T @ roots)
    basis = vectors[:, -rank:]
    X = np.maximum(roots @ basis @ basis.T, 0.0) ** 2 + 1e-6
    # EVOLVE-BLOCK-END
    return {"X": X}
