"""Acceleration of a driven, damped nonlinear oscillator: an expression judged at fresh points in range and out of range."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict

NAMES = ("t", "x", "v")
STEP, STEPS, HIDDEN = 0.02, 1000, 500
TERMS = [  # text with c (and w), range of c
    ("-{c}*v", 0.05, 0.4),
    ("-{c}*v*abs(v)", 0.05, 0.3),
    ("-{c}*v*v*v", 0.02, 0.15),
    ("-{c}*x*x*x", 0.2, 1.5),
    ("{c}*sin({w}*t)", 0.5, 2.0),
    ("-{c}*x*exp(-abs(x))", 0.5, 3.0),
    ("{c}*x*v", 0.1, 0.5),
    ("{c}*cos(x)", 0.5, 2.0),
    ("{c}*x*x*t*exp(-t/8)", 0.02, 0.2),
]


def path(law: str, start: list[float]) -> np.ndarray:
    """Rows t, x, v of the oscillator's motion: [3, 1000]."""
    return lawdata.runge_kutta([infix.law("v", NAMES), infix.law(law, NAMES)], start, STEP, STEPS)


def draw_start(stream: Stream) -> list[float]:
    return [float(stream.uniform(0.5, 2.0)[0]), float(stream.uniform(-1.0, 1.0)[0])]


def moves(rows: np.ndarray) -> bool:
    """Bounded, and still moving in the second half."""
    return bool(np.isfinite(rows).all() and np.abs(rows[1:]).max() <= 10.0 and np.ptp(rows[1, STEPS // 2 :]) >= 0.4)


def draw_law(stream: Stream, extra: int) -> str:
    """-kx and `extra` other terms, each of which matters on a path, and which no linear function explains."""
    while True:
        terms = [f"-{lawdata.draw(stream, 0.5, 4.0)}*x"]
        for k in stream.choice(len(TERMS), extra).tolist():
            text, low, high = TERMS[k]
            c, w = (lawdata.draw(stream, a, b) for a, b in ((low, high), (0.5, 3.0)))
            terms.append(text.format(c=c, w=w))
        law = " + ".join(terms)
        rows = path(law, draw_start(stream))
        if not moves(rows):
            continue
        y = lawdata.points(infix.law(law, NAMES), rows)[1]
        if lawdata.linear_nmse(rows, y) >= 1e-3 and lawdata.terms_matter(terms, NAMES, rows, y):
            return law


@cache
def fixed_law(number: int) -> str:
    return draw_law(Stream(number, "laws/oscillator fixed law"), 2 + number % 2)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"], or one of params["terms"] terms drawn from the seed; the path and the points always from the seed."""
    stream = Stream(seed or 0, "laws/oscillator")
    law = fixed_law(params["law"]) if "law" in params else draw_law(stream, params["terms"] - 1)
    rows = path(law, draw_start(stream))
    while not moves(rows):
        rows = path(law, draw_start(stream))
    a = lawdata.noisy(stream, lawdata.points(infix.law(law, NAMES), rows)[1], params["noise"])
    low, high = rows.min(axis=1), rows.max(axis=1)
    centre, half = (low + high) / 2, 0.75 * (high - low)
    inside = lawdata.box(stream, low, high, HIDDEN)
    outside = lawdata.box(stream, [20.0, *(centre - half)[1:]], [30.0, *(centre + half)[1:]], HIDDEN)
    return {"t": rows[0], "x": rows[1], "v": rows[2], "a": a}, lawdata.secret(law, NAMES, inside, outside, a)


def training(public: dict) -> lawdata.Points:
    """The data as (x [3, n], y [n])."""
    return np.array([public[name] for name in NAMES]), public["a"]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1/2 (log10 NMSE in range + log10 NMSE out of range)."""
    return lawdata.judge(secret, NAMES, answer)
