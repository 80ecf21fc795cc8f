# profile: cheap
import numpy as np


def solve(X, y, lam):
    # EVOLVE-BLOCK-START
    B = np.zeros((len(lam), X.shape[1]))
    norms = (X * X).sum(axis=0)
    tolerance = 1e-9 * (y @ y)
    for i, one in enumerate(lam.tolist()):
        b, r = B[i], y.copy()
        while True:
            for j in range(len(b)):
                old = b[j]
                rho = X[:, j] @ r + norms[j] * old
                b[j] = np.sign(rho) * max(abs(rho) - one, 0.0) / norms[j]
                if b[j] != old:
                    r += X[:, j] * (old - b[j])
            u = r * min(1.0, one / np.abs(X.T @ r).max())
            if 0.5 * (r @ r) + one * np.abs(b).sum() - 0.5 * (y @ y) + 0.5 * ((y - u) @ (y - u)) <= tolerance:
                break
    # EVOLVE-BLOCK-END
    return {"B": B}
