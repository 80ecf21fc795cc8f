# profile: cheap
import math
import random

import numpy as np


def solve(t, x, v, a, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    y = np.asarray(a)
    forms = {"1": np.ones(len(y)), "x": x, "v": v, "x*v": x * v, "v*v*v": v**3, "x*x*x": x**3, "v*abs(v)": v * np.abs(v)}
    forms |= {"cos(x)": np.cos(x), "x*exp(-abs(x))": x * np.exp(-np.abs(x)), "x*x*t*exp(-t/8)": x * x * t * np.exp(-t / 8)}

    def rest(chosen):
        design = np.array([forms[name] for name in chosen]).T
        w = np.linalg.lstsq(design, y, rcond=None)[0]
        return float(np.square(y - design @ w).sum()), w

    def wave(w):
        name = f"sin({w!r}*t)"
        forms[name] = np.sin(w * t)
        return name

    names = list(forms)
    waves = [round(0.4 + 0.1 * k, 3) for k in range(28)]
    found = min(rest([*names, wave(w)])[0:1] + (w,) for w in waves)
    w, step = found[1], 0.05
    while step > 1e-9:
        w = min((w - step, w, w + step), key=lambda u: rest([*names, wave(u)])[0])
        step /= 2
    chosen = [*names, wave(w)]
    while len(chosen) > 2:
        total, worst = rest(chosen)[0], min(chosen, key=lambda name: rest([n for n in chosen if n != name])[0])
        fewer = [n for n in chosen if n != worst]
        if rest(fewer)[0] > 1.01 * total + 1e-18 * len(y):
            break
        chosen = fewer
    best = " + ".join(f"{float(c)!r}*{name}" for c, name in zip(rest(chosen)[1], chosen, strict=True))
    # EVOLVE-BLOCK-END
    return {"expr": best}
