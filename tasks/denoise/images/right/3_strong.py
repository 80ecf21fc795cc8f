# profile: cheap
import numpy as np


def solve(Y, gain, sigma, seed=0):
    # EVOLVE-BLOCK-START
    reach, rounds = 1.2, 3
    X = Y
    noise = np.sqrt(gain * np.maximum(Y.mean(), 1.0) + sigma**2)
    for k in range(rounds):  # every neighbour counts by how near its value is, in units of the noise
        P = np.pad(X, ((0, 0), (2, 2), (2, 2)), mode="reflect")
        total, weight = X.copy(), np.ones_like(X)
        scale = -0.5 / (reach * noise / (1.0 + k)) ** 2
        for dy, dx in ((0, 1), (0, 3), (0, 2), (1, 2), (3, 2), (4, 2), (2, 0), (2, 1), (2, 3), (2, 4), (1, 1), (1, 3), (3, 1), (3, 3)):
            Q = P[:, dy : dy + 64, dx : dx + 64]
            w = np.exp(scale * (Q - X) ** 2)
            total += w * Q
            weight += w
        X = total / weight
    # EVOLVE-BLOCK-END
    return {"X": X}
