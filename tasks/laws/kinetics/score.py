"""Reaction rate of a batch reactor: an expression judged at fresh points in range and out of range."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.lawdata import draw
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Verdict

NAMES = ("A", "T", "t")
HIDDEN, DATA = 500, 600
LOW, HIGH = (0.2, 300.0, 0.0), (2.0, 400.0, 100.0)
OUT_LOW, OUT_HIGH = (0.2, 300.0, 100.0), (3.0, 450.0, 150.0)
ORDERS = ("sqrt(A)", "A", "pow(A, 1.5)", "A*A")
FACTORS = ("/({k} + A)", "/(1 + {b}*A)", "*(1 + {g}*(2 - A))", "*exp(-{d}*t)")
REVERSE = " + {q}*exp(-{f}/T)*(2 - A)"


def grown(energy: float) -> float:
    """exp(energy / 350 K): what makes a term of order one in the middle of the range."""
    return float(exp(np.array(energy / 350.0)))


def draw_law(stream: Stream) -> str:
    """-k0 exp(-E/T) A^n with one or two changes, each of which matters; E in kelvin (divided by the gas constant)."""
    while True:
        energy = float(draw(stream, 2000.0, 8000.0))
        rate = lawdata.number(float(stream.uniform(0.5, 2.0)[0]) * grown(energy))
        core = f"-{rate}*exp(-{energy!r}/T)*{ORDERS[int(stream.randint(0, 3)[0])]}"
        reverse = float(draw(stream, 3000.0, 9000.0))
        numbers = {"k": draw(stream, 0.3, 2.0), "b": draw(stream, 0.3, 3.0), "g": draw(stream, 0.3, 3.0), "d": draw(stream, 0.005, 0.03)}
        numbers |= {"q": lawdata.number(float(stream.uniform(0.1, 0.5)[0]) * grown(reverse)), "f": repr(reverse)}
        count = 1 + int(stream.uniform()[0] < 0.5)
        changes = sorted(stream.choice(len(FACTORS) + 1, count).tolist())
        parts = [(*FACTORS, REVERSE)[k].format(**numbers) for k in changes]
        law = core + "".join(parts)
        x = lawdata.box(stream, LOW, HIGH, DATA)
        y = lawdata.points(infix.law(law, NAMES), x)[1]
        simpler = [core + "".join(other for other in parts if other != part) for part in parts]
        if lawdata.linear_nmse(x, y) >= 1e-3 and lawdata.differ(simpler, NAMES, x, y):
            return law


@cache
def fixed_law(number: int) -> str:
    return draw_law(Stream(number, "laws/kinetics fixed law"))


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"], or one drawn from the seed; the experiments and the points always from the seed."""
    stream = Stream(seed or 0, "laws/kinetics")
    law = fixed_law(params["law"]) if "law" in params else draw_law(stream)
    x = lawdata.box(stream, LOW, HIGH, DATA)
    r = lawdata.noisy(stream, lawdata.points(infix.law(law, NAMES), x)[1], params["noise"])
    inside, outside = lawdata.box(stream, LOW, HIGH, HIDDEN), lawdata.box(stream, OUT_LOW, OUT_HIGH, HIDDEN)
    public = {name: x[k].copy() for k, name in enumerate(NAMES)} | {"r": r}
    return public, lawdata.secret(law, NAMES, inside, outside, r)


def training(public: dict) -> lawdata.Points:
    """The data as (x [3, n], y [n])."""
    return np.array([public[name] for name in NAMES]), public["r"]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1/2 (log10 NMSE in range + log10 NMSE out of range)."""
    return lawdata.judge(secret, NAMES, answer)
