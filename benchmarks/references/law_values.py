"""Reference and base of a family of laws: the law with its constants fitted to the training data, and the least squares fit of simple terms."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from eft.evaluation.blocks import infix
from eft.evaluation.scorers.regression import law_fit, values

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
    """Values of the true law as far as the data show it (the law itself without noise, else the noise floor) and of the linear fit."""
    x, y = score.training(public)
    laws = refitted(infix.law(secret["law"], score.NAMES), x, y), linear(x, y, score.NAMES, BASES.get(task.family, score.NAMES))
    return [law_fit(*law, secret["inside"], secret["outside"], secret["mean"]).value for law in laws]
