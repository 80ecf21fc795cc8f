"""Build or continue the pools of the law families: `nice python benchmarks/references/law_pools.py laws/oscillator`.

As build_pools.py, but the reference is the law itself with its constants fitted to the training data (least squares from the true values):
the law where the data are exact, the noise floor where they are not. The base is the least squares fit of a constant and the variables, or of the terms in BASES.
"""

from __future__ import annotations

import json
import math
import sys
from datetime import date

import numpy as np
from scipy.optimize import least_squares

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.pools import instance_hash, pool_seed
from eft.evaluation.scorers.regression import law_fit, values
from eft.evaluation.tasks import load_module, read_family

SOLVER = "the law with constants fitted to the data"
BASES = {"laws/scaling_law": ("log(N)", "log(D)", "log(lr)")}
SIZE, HALVES = 8, ("search", "final")


def refitted(law, x, y):
    """The law's nodes with the constants of the least squares fit, or its own where the data are exact."""
    ops, constants = law
    exact = values(ops, constants, x)
    if np.allclose(exact, y, rtol=0, atol=1e-12 * max(1.0, float(np.abs(y).max()))):
        return ops, constants
    fit = least_squares(
        lambda c: np.nan_to_num(values(ops, constants * c, x) - y, nan=1e6), np.ones(len(constants)), x_scale=0.01, max_nfev=200
    )
    return ops, constants * fit.x


def linear(x, y, names, terms):
    rows = [np.ones(x.shape[1]), *(values(*infix.law(term, names), x) for term in terms)]
    scale = np.array([np.abs(row).max() for row in rows])
    w = np.linalg.lstsq((np.array(rows) / scale[:, None]).T, y, rcond=None)[0] / scale
    return infix.law(" + ".join([repr(float(w[0])), *(f"{float(c)!r}*{term}" for c, term in zip(w[1:], terms, strict=True))]), names)


def entry(task, score, half, index):
    seed = pool_seed(task.family, task.params["pool"], half, index)
    public, secret = score.instance({**task.params, **task.args}, seed)
    if hasattr(score, "reference"):  # families whose answers are no single real expression
        reference, base = score_of_family(score, public, secret)
    else:
        x, y = score.training(public)
        laws = (refitted(infix.law(secret["law"], score.NAMES), x, y), linear(x, y, score.NAMES, BASES.get(task.family, score.NAMES)))
        reference, base = (law_fit(*law, secret["inside"], secret["outside"], secret["mean"]).value for law in laws)
    return {"seed": seed, "reference": reference, "base": base, "bound": None, "hash": instance_hash(public)}


def score_of_family(score, public, secret):
    return (score.score(public, secret, answer).value for answer in score.reference(public, secret))


def build(family: str) -> None:
    tasks = read_family(family)
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = json.loads(file.read_text()) if file.is_file() else {"version": 1, "solver": SOLVER, "date": str(date.today()), "pools": {}}
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                pool[half].append(entry(task, score, half, len(pool[half])))
        file.write_text(json.dumps(data, indent=1) + "\n")
        rows = [row for half in HALVES for row in pool[half]]
        means = [round(math.fsum(row[key] for row in rows) / len(rows), 4) for key in ("base", "reference")]
        print(family, task.params["pool"], "base", means[0], "reference", means[1], flush=True)


if __name__ == "__main__":
    build(sys.argv[1])
