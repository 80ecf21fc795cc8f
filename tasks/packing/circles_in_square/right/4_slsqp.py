# profile: train; instance: n=26
import time

import numpy as np
from scipy.optimize import minimize


def solve(n, seed=0, cpu_s=10.0):
    rng = np.random.default_rng(seed)
    # EVOLVE-BLOCK-START
    i, j = np.triu_indices(n, 1)
    pairs = np.arange(len(i))
    walls = np.zeros((4 * n, 3 * n))
    for k in range(n):
        walls[4 * k : 4 * k + 4, k] = 1.0, 0.0, -1.0, 0.0
        walls[4 * k : 4 * k + 4, n + k] = 0.0, 1.0, 0.0, -1.0
        walls[4 * k : 4 * k + 4, 2 * n + k] = -1.0
    offset = np.tile([0.0, 0.0, 1.0, 1.0], n)

    def gaps(z):
        x, y, r = z[:n], z[n : 2 * n], z[2 * n :]
        return np.concatenate((np.hypot(x[i] - x[j], y[i] - y[j]) - r[i] - r[j], walls @ z + offset))

    def slopes(z):
        dx, dy = z[i] - z[j], z[n + i] - z[n + j]
        d = np.maximum(np.hypot(dx, dy), 1e-12)
        rows = np.zeros((len(i), 3 * n))
        rows[pairs, i], rows[pairs, j] = dx / d, -dx / d
        rows[pairs, n + i], rows[pairs, n + j] = dy / d, -dy / d
        rows[pairs, 2 * n + i] = rows[pairs, 2 * n + j] = -1.0
        return np.concatenate((rows, walls))

    down = np.concatenate((np.zeros(2 * n), -np.ones(n)))

    def local(z, steps):
        constraint = {"type": "ineq", "fun": gaps, "jac": slopes}
        options = {"maxiter": steps, "ftol": 1e-12}
        z = minimize(lambda v: -v[2 * n :].sum(), z, jac=lambda v: down, method="SLSQP", constraints=constraint, options=options).x
        z = np.clip(z, 0.0, 1.0)
        return z[2 * n :].sum() + n * min(0.0, gaps(z).min()), z

    spent = time.process_time()
    columns = int(np.ceil(np.sqrt(n)))
    place = np.arange(columns * columns)
    best_value, best = -1.0, None
    longest = 0.0
    while time.process_time() - spent + 1.2 * longest < 0.7 * cpu_s:
        started = time.process_time()
        if best is None or rng.random() < 0.5:
            cell = rng.permutation(place)[:n]
            z = np.concatenate(((cell % columns + 0.5) / columns, (cell // columns + 0.5) / columns, np.full(n, 0.03)))
            z[: 2 * n] += rng.normal(0.0, 0.5 / columns, 2 * n)
        else:
            z = best.copy()
            k = int(np.argsort(z[2 * n :])[rng.integers(4)])
            z[[k, n + k]], z[2 * n + k] = rng.random(2), 0.01
        value, z = local(np.clip(z, 0.0, 1.0), 150)
        longest = max(longest, time.process_time() - started)
        if value > best_value:
            best_value, best = value, z
    # EVOLVE-BLOCK-END
    return {"x": best[:n], "y": best[n : 2 * n], "r": best[2 * n :]}
