"""Build or continue the pools of families whose scorer keeps a secret (a law, a trace): `nice python …/secret_pools.py laws/oscillator [s]`.

As build_pools.py, but answers are judged with the secret of their instance, and where the family has no unit of its own the values are no
ratios. References: of a law, itself with its constants fitted to the training data (least squares from the true values): the law where the
data are exact, the noise floor where they are not; of other families `solve(public, seconds)` of <domain>/<family>.py beside this file, or, if the base is better, that. Bases:
of a law, the least squares fit of a constant and the variables, or of the terms in BASES; of others `base(public)`.
A module may instead have `answers(public, secret)`: both.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

sys.path.insert(0, str(Path(__file__).parent))

from build_pools import HALVES, SIZE

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.pools import instance_hash, pool_seed
from eft.evaluation.scorers.regression import law_fit, values
from eft.evaluation.tasks import load_module, read_family

REFITTED = "the law with constants fitted to the data"
BASES = {"laws/scaling_law": ("log(N)", "log(D)", "log(lr)")}


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


def law_values(task, score, public, secret):
    x, y = score.training(public)
    laws = refitted(infix.law(secret["law"], score.NAMES), x, y), linear(x, y, score.NAMES, BASES.get(task.family, score.NAMES))
    return [law_fit(*law, secret["inside"], secret["outside"], secret["mean"]).value for law in laws]


def module_of(family):
    """<domain>/<family>.py beside this file, None for a family of laws without one."""
    file = Path(__file__).parent / f"{family}.py"
    if not file.is_file():
        return None
    spec = importlib.util.spec_from_file_location(family.replace("/", "_"), file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry(task, score, module, seconds, half, index):
    seed = pool_seed(task.family, task.params["pool"], half, index)
    public, secret = score.instance({**task.params, **task.args}, seed)
    if module is None:
        reference, base = law_values(task, score, public, secret)
    else:
        answers = module.answers(public, secret) if hasattr(module, "answers") else (module.solve(public, seconds)[0], module.base(public))
        reference, base = (score.score(public, secret, answer).value for answer in answers)
        reference = max(reference, base) if task.direction == "max" else min(reference, base)
    return {"seed": seed, "reference": reference, "base": base, "bound": None, "hash": instance_hash(public)}


def build(family: str, seconds: float) -> None:
    tasks = read_family(family)
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    module = module_of(family)
    new = {"version": 1, "solver": module.SOLVER if module else REFITTED, "seconds": seconds, "date": str(date.today()), "pools": {}}
    data = json.loads(file.read_text()) if file.is_file() else new
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                pool[half].append(entry(task, score, module, seconds, half, len(pool[half])))
        file.write_text(json.dumps(data, indent=1) + "\n")
        rows = [row for half in HALVES for row in pool[half]]
        means = [round(math.fsum(row[key] for row in rows) / len(rows), 4) for key in ("base", "reference")]
        print(family, task.params["pool"], "base", means[0], "reference", means[1], flush=True)


if __name__ == "__main__":
    build(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
