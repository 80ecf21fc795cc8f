# profile: cheap
"""Active sets: the optimality equations of the last support and signs are solved at once; what has the wrong sign leaves at the first zero on the
way there, and what violates its bound most comes in."""

import numpy as np


def solve(X, y, lam):
    p = X.shape[1]
    G, g = X.T @ X, X.T @ y
    B = np.zeros((len(lam), p))
    b, active, signs = np.zeros(p), [], []
    for i, one in enumerate(lam.tolist()):
        while True:
            if active:
                goal = np.linalg.solve(G[np.ix_(active, active)], g[active] - one * np.array(signs))
                now = b[active]
                wrong = goal * np.array(signs) < 0
                if wrong.any():
                    share = np.where(wrong, now / np.where(wrong, now - goal, 1.0), 2.0)
                    out = int(np.argmin(share))
                    b[active] = now + share[out] * (goal - now)
                    b[active[out]] = 0.0
                    del active[out], signs[out]
                    continue
                b[active] = goal
            slack = g - G[:, active] @ b[active]
            slack[active] = 0.0
            worst = int(np.argmax(np.abs(slack)))
            if abs(slack[worst]) <= one * (1 + 1e-9):
                break
            active.append(worst)
            signs.append(float(np.sign(slack[worst])))
        B[i] = b
    return {"B": B}
