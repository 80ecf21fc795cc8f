"""Digits of a hidden function's minimum that are found within a hard budget of evaluations."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import entry, real
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Reject, Verdict, accept

BOX, CENTRE, GRID = 5.0, 3.0, 2.0**40  # |x| of questions, of minima; points are rounded to 1/GRID
PER_DIMENSION, FLOOR, WORST = 50, 1e-8, 1e12  # evaluations; smallest difference that counts; reply to NaN
LN10 = 2.302585092994046


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Minimum uniform in |x| <= 3; axes of a random rotation; a second funnel uniform in |x| <= 3."""
    d, stream = params["d"], Stream(seed or 0, "search/blackbox")
    centre, other = stream.uniform(-CENTRE, CENTRE, d), stream.uniform(-CENTRE, CENTRE, d)
    public = {"d": d, "budget": PER_DIMENSION * d, "reply": np.empty(0)}
    return public, {"f": params["f"], "centre": centre, "other": other, "axes": _axes(stream.normal(size=d * d).reshape(d, d))}


def _axes(rows: np.ndarray) -> np.ndarray:
    """Gram-Schmidt in single operations, the same bits everywhere."""
    done: list[np.ndarray] = []
    for row in rows:
        for axis in done:
            row = row - _sum(row * axis) * axis
        done.append(row / np.sqrt(_sum(row * row)))
    return np.array(done)


def _sum(terms: np.ndarray) -> np.ndarray:
    """Sum over the last axis from left to right (numpy's own order depends on the machine)."""
    total = terms[..., 0] * 0.0
    for i in range(terms.shape[-1]):
        total = total + terms[..., i]
    return total


def values(secret: dict, x: np.ndarray) -> np.ndarray:
    """f - min f of every row, of points clamped to the box and rounded to the grid; WORST for NaN."""
    bad = np.isnan(x).any(axis=1)
    x = np.rint(np.clip(np.where(np.isnan(x), 0.0, x), -BOX, BOX) * GRID) / GRID
    centre = np.rint(secret["centre"] * GRID) / GRID
    z = _sum(secret["axes"][None] * (x - centre)[:, None, :])
    d, kind = z.shape[1], secret["f"]
    if kind == "ellipsoid":
        f = _sum(exp(6.0 * LN10 * np.arange(d) / (d - 1)) * z * z)
    elif kind == "ripples":  # Rastrigin's form with a polynomial ripple of height 1 between whole numbers
        u = z - np.floor(z)
        f = _sum(z * z + 160.0 * u * u * (1.0 - u) * (1.0 - u))
    elif kind == "valley":  # Rosenbrock's form
        y = z + 1.0
        bend, slope = y[:, 1:] - y[:, :-1] * y[:, :-1], 1.0 - y[:, :-1]
        f = _sum(100.0 * bend * bend + slope * slope)
    else:  # two funnels, the wide one ends 3 higher
        far = x - secret["other"]
        f = np.minimum(2.0 * _sum(z * z), 0.5 * _sum(far * far) + 3.0)
    return np.where(bad, WORST, f)


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """f - min f of every point; 50 d points in all are allowed."""
    x = _points(out, public)
    spent = past.get("spent", 0) + len(x)
    if spent > public["budget"]:
        raise Reject(f"ask: {spent} points in all, at most {public['budget']} allowed")
    return {"spent": spent}, {"reply": values(secret, x)}


def _points(out: dict, public: dict) -> np.ndarray:
    """The table of a question; infinite numbers are clamped, NaN is kept (it is counted as the worst value)."""
    try:
        x = np.array(entry(out, "ask"), dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise Reject("ask: expected a table of real numbers") from None
    if x.ndim != 2 or x.shape[1] != public["d"] or not 1 <= len(x) <= public["budget"]:
        raise Reject(f"ask: expected 1 to {public['budget']} rows of {public['d']} numbers, got the shape {x.shape}")
    return x


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """log10 of what is missing to the minimum at the answer, at least -8, rounded up to 1e-6."""
    x = real(answer, "answer", public["d"])
    missing = float(values(secret, x[None])[0])
    return accept(math.ceil(math.log10(max(missing, FLOOR)) * 1e6) / 1e6)
