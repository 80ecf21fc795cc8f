"""Stress of a material from strain, temperature and strain rate: an expression judged at fresh points in range and out of range."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.lawdata import draw
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Verdict

NAMES = ("eps", "T", "rate")
HIDDEN, DATA = 500, 800
LN10 = 2.302585092994046
LOW, HIGH = (0.0, 300.0, -2 * LN10), (0.3, 800.0, 2 * LN10)  # strain, kelvin, logarithm of 1/s
OUT_LOW, OUT_HIGH = (0.15, 300.0, -2 * LN10), (0.45, 1000.0, 3 * LN10)


def draw_experiments(stream: Stream, low: tuple[float, ...], high: tuple[float, ...], n: int) -> np.ndarray:
    """Uniform strain and temperature, log-uniform rate: [3, n]."""
    x = lawdata.box(stream, low, high, n)
    x[2] = exp(x[2])
    return x


def draw_parts(stream: Stream) -> tuple[str, str, list[str], bool]:
    """Elastic stress, flow stress, factors of the flow stress, and whether the yield is sharp."""
    yields = float(draw(stream, 150.0, 400.0))
    elastic = f"{draw(stream, 5000.0, 20000.0)}*eps"
    if stream.uniform()[0] < 0.5:
        flow = f"({yields!r} + {draw(stream, 200.0, 600.0)}*pow(eps, {draw(stream, 0.2, 0.7)}))"
    else:
        flow = f"({lawdata.number(yields + float(stream.uniform(100.0, 400.0)[0]))} - {draw(stream, 80.0, 140.0)}*exp(-{draw(stream, 5.0, 20.0)}*eps))"
    factors = [f"*(1 - pow((T - 300)/1200, {draw(stream, 0.6, 1.4)}))", f"*(1 + {draw(stream, 0.01, 0.06)}*log(rate))"]
    if stream.uniform()[0] < 0.4:
        factors.append(f"*exp(-{draw(stream, 0.8, 2.0)}*eps)")
    return elastic, flow, factors, bool(stream.uniform()[0] < 0.5)


def join(elastic: str, flow: str, factors: list[str], sharp: bool) -> str:
    """The smaller of elastic and flow stress, or a smooth passage from one to the other."""
    whole = flow + "".join(factors)
    return f"min({elastic}, {whole})" if sharp else f"{whole}*tanh({elastic}/{flow})"


def draw_law(stream: Stream) -> str:
    """A law of which every factor matters and which no linear function explains."""
    while True:
        elastic, flow, factors, sharp = draw_parts(stream)
        law = join(elastic, flow, factors, sharp)
        x = draw_experiments(stream, LOW, HIGH, DATA)
        y = lawdata.points(infix.law(law, NAMES), x)[1]
        simpler = [join(elastic, flow, [other for other in factors if other != factor], sharp) for factor in factors]
        if lawdata.linear_nmse(x, y) >= 1e-3 and lawdata.differ(simpler, NAMES, x, y):
            return law


@cache
def fixed_law(number: int) -> str:
    return draw_law(Stream(number, "laws/stress_strain fixed law"))


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"], or one drawn from the seed; the experiments and the points always from the seed."""
    stream = Stream(seed or 0, "laws/stress_strain")
    law = fixed_law(params["law"]) if "law" in params else draw_law(stream)
    x = draw_experiments(stream, LOW, HIGH, DATA)
    sigma = lawdata.noisy(stream, lawdata.points(infix.law(law, NAMES), x)[1], params["noise"])
    inside, outside = draw_experiments(stream, LOW, HIGH, HIDDEN), draw_experiments(stream, OUT_LOW, OUT_HIGH, HIDDEN)
    public = {name: x[k].copy() for k, name in enumerate(NAMES)} | {"sigma": sigma}
    return public, lawdata.secret(law, NAMES, inside, outside, sigma)


def training(public: dict) -> lawdata.Points:
    """The data as (x [3, n], y [n])."""
    return np.array([public[name] for name in NAMES]), public["sigma"]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1/2 (log10 NMSE in range + log10 NMSE out of range)."""
    return lawdata.judge(secret, NAMES, answer)
