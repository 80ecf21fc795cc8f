"""Laws to be found from data: their trajectories and points, and the verdict on an answer's expression."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import F64, I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.regression import law_fit, values

Law = tuple[I64, F64]
Points = tuple[F64, F64]  # x [variables, n], y [n]

SAME = 1e-9  # relative to the larger of 1 and the target: nearer than this everywhere is the law itself


def number(x: float, digits: int = 3) -> str:
    """Shortest text of x rounded to some significant digits, so that a law and its text are one thing."""
    return repr(float(f"{x:.{digits}g}"))


def draw(stream: Stream, low: float, high: float) -> str:
    """Text of a uniform number, rounded."""
    return number(float(stream.uniform(low, high)[0]))


def box(stream: Stream, low: Sequence[float], high: Sequence[float], n: int) -> F64:
    """n uniform points of the box: [variables, n]."""
    unit = stream.uniform(0.0, 1.0, len(low) * n).reshape(len(low), n)
    return np.ascontiguousarray(np.array(low)[:, None] + (np.array(high) - np.array(low))[:, None] * unit)


def points(law: Law, x: F64) -> Points:
    """(x, y) with the law's values; ValueError if one is not finite: a law must be chosen with its box."""
    y = values(*law, x)
    if not np.isfinite(y).all():
        raise ValueError("the law is not finite on its box")
    return x, y


def runge_kutta(laws: Sequence[Law], start: Sequence[float], step: float, steps: int, inner: int = 1) -> F64:
    """States at the times 0, step, 2 step, …: [1 + components, steps], the first row being the time; fourth order, `inner` steps to each.

    laws: derivatives of the components as functions of (time, components). Stops with NaN when a component passes 1e6.
    """
    out = np.full((1 + len(start), steps), np.nan)
    point = np.empty((1 + len(start), 1))
    h = step / inner

    def slope(t: float, z: list[float]) -> list[float]:
        point[0, 0], point[1:, 0] = t, z
        return [float(values(*law, point)[0]) for law in laws]

    z = [float(one) for one in start]
    for k in range(steps):
        out[0, k], out[1:, k] = k * step, z
        if not all(abs(one) < 1e6 for one in z):
            out[1:, k:] = np.nan
            break
        for i in range(inner):
            t = k * step + i * h
            a = slope(t, z)
            b = slope(t + h / 2, [p + h / 2 * q for p, q in zip(z, a, strict=True)])
            c = slope(t + h / 2, [p + h / 2 * q for p, q in zip(z, b, strict=True)])
            d = slope(t + h, [p + h * q for p, q in zip(z, c, strict=True)])
            z = [p + h / 6 * (q + 2 * r + 2 * s + u) for p, q, r, s, u in zip(z, a, b, c, d, strict=True)]
    return out


def mean(y: F64) -> float:
    """Mean with one rounding of the sum, so that it does not hang on the processor."""
    return math.fsum(y.tolist()) / len(y)


def spread(y: F64) -> float:
    """Standard deviation, as `mean`."""
    centre = mean(y)
    return math.sqrt(mean((y - centre) ** 2))


def linear_nmse(x: F64, y: F64) -> float:
    """Mean squared error of the best linear function of the rows of x, relative to the variance of y."""
    design = np.vstack([np.ones(x.shape[1]), x]).T
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(rest @ rest / len(y) / spread(y) ** 2)


def terms_matter(terms: Sequence[str], names: Sequence[str], x: F64, y: F64, share: float = 0.01) -> bool:
    """Whether every term alone varies by at least `share` of the variance of y at the points x."""
    return all(spread(values(*infix.law(term, names), x)) ** 2 >= share * spread(y) ** 2 for term in terms)


def noisy(stream: Stream, y: F64, noise: float) -> F64:
    """y with normal errors of `noise` times its standard deviation."""
    return y if noise == 0.0 else y + stream.normal(0.0, noise * spread(y), len(y))


def secret(law_text: str, names: Sequence[str], inside: F64, outside: F64, targets: F64) -> dict[str, Any]:
    """What the scorer keeps: the law, its values in range and out of range, and the mean of the training targets."""
    law = infix.law(law_text, names)
    return {"law": law_text, "inside": points(law, inside), "outside": points(law, outside), "mean": mean(targets)}


def judge(kept: Mapping[str, Any], names: Sequence[str], answer: Mapping[str, Any]) -> Verdict:
    """1/2 (log10 NMSE in range + log10 NMSE out of range) of answer["expr"]; the certificate says whether it is the law itself."""
    ops, constants = infix.law(text(answer, "expr", infix.MOST_CHARACTERS), names)
    fit = law_fit(ops, constants, kept["inside"], kept["outside"], kept["mean"])
    if not fit.valid:
        return reject(f"expr: {fit.reason}")
    same = all(
        bool(np.all(np.abs(values(ops, constants, x) - y) <= SAME * np.maximum(1.0, np.abs(y))))
        for x, y in (kept["inside"], kept["outside"])
    )
    lost = fit.replaced_in + fit.replaced_out
    note = (
        f"{lost} of {len(kept['inside'][1]) + len(kept['outside'][1])} predictions are not finite: the training mean stands for them"
        if lost
        else ""
    )
    return accept(fit.value, note, {"nmse_in": fit.nmse_in, "nmse_out": fit.nmse_out, "same_law": same})


def differ(texts: Sequence[str], names: Sequence[str], x: F64, y: F64, share: float = 0.01) -> bool:
    """Whether each of these simpler laws misses y at the points x by at least `share` of its variance: what they leave out matters."""
    return all(spread(values(*infix.law(one, names), x) - y) ** 2 >= share * spread(y) ** 2 for one in texts)
