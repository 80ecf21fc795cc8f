# expect: invalid: has the duality gap
# a fixed number of sweeps: enough for the first lambdas alone
import numpy as np


def solve(X, y, lam):
    B = np.zeros((len(lam), X.shape[1]))
    norms = (X * X).sum(axis=0)
    for i, one in enumerate(lam):
        b, r = B[i], y.copy()
        for _ in range(2):
            for j in range(len(b)):
                old = b[j]
                rho = X[:, j] @ r + norms[j] * old
                b[j] = np.sign(rho) * max(abs(rho) - one, 0.0) / norms[j]
                r += X[:, j] * (old - b[j])
    return {"B": B}
