# profile: cheap
import math
import random
import re

import numpy as np


def solve(A, T, t, r, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randint(objective.low, objective.high) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        y[rng.randrange(size)] = rng.randint(objective.low, objective.high)
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value

    parts = re.split(r"(?<![A-Za-z_\d.])(\d+\.?\d*(?:e[+-]?\d+)?)", objective.answer(best)["expr"])
    law = compile("".join(p if i % 2 == 0 else f"c[{i // 2}]" for i, p in enumerate(parts)), "law", "eval")
    given = {"sin": np.sin, "cos": np.cos, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "pow": np.power, "min": np.minimum}
    given |= {"A": A, "T": T, "t": t}
    target, c = r, np.array([float(p) for p in parts[1::2]])

    def rest(c):
        with np.errstate(all="ignore"):
            return np.nan_to_num(eval(law, given, {"c": c}) - target, nan=1e9, posinf=1e9, neginf=-1e9)

    r, damping = rest(c), 1e-3
    for _ in range(25 if len(c) else 0):
        steps = 1e-6 * np.abs(c) + 1e-12
        slope = np.array([(rest(c + step * unit) - r) / step for step, unit in zip(steps, np.eye(len(c)), strict=True)]).T
        gram = slope.T @ slope
        move = np.linalg.lstsq(gram + np.diag(damping * gram.diagonal() + 1e-300), slope.T @ r, rcond=None)[0]
        new = rest(c - move)
        if new @ new < r @ r:
            c, r, damping = c - move, new, damping / 5
        else:
            damping *= 10
    polished = (
        "".join(p if i % 2 == 0 else f"{c[i // 2]:.15g}" for i, p in enumerate(parts))
        .replace("- -", "+ ")
        .replace("+ -", "- ")
        .replace("--", "")
    )
    # EVOLVE-BLOCK-END
    return {"expr": polished}
