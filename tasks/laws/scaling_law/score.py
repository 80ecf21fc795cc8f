"""Log loss of training runs from parameters, data and learning rate: an expression judged on fresh small and much larger runs."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.lawdata import draw
from eft.evaluation.blocks.stream import Stream, exp, log
from eft.evaluation.blocks.verdict import Verdict

NAMES = ("N", "D", "lr")
HIDDEN, DATA, NOISE = 500, 120, 0.01
LOW, HIGH = (1.0, 0.02, 1e-4), (100.0, 2.0, 1e-2)  # millions of parameters, billions of tokens, learning rate
OUT_LOW, OUT_HIGH = (1000.0, 20.0, 1e-4), (10000.0, 200.0, 1e-2)


def draw_runs(stream: Stream, low: tuple[float, ...], high: tuple[float, ...], n: int) -> np.ndarray:
    """Log-uniform sizes and rates: [3, n]."""
    return np.ascontiguousarray(exp(lawdata.box(stream, log(np.array(low)).tolist(), log(np.array(high)).tolist(), n)))


def join(floor: str, parts: list[str], data: str) -> str:
    return f"log({floor}" + "".join(parts).replace("DATA", data) + ")"


def draw_law(stream: Stream) -> str:
    """log(E + A N^-a + B D^-b) with zero to two of: an optimal rate that falls with N, data that repeat, a term of both sizes."""
    while True:
        floor = draw(stream, 1.2, 2.2)
        parts = [
            f" + {draw(stream, 1.5, 4.0)}*pow(N, -{draw(stream, 0.2, 0.5)})",
            f" + {draw(stream, 0.4, 1.2)}*pow(DATA, -{draw(stream, 0.15, 0.4)})",
        ]
        kinds = stream.choice(3, int(stream.randint(0, 2)[0])).tolist()
        shift, slope = draw(stream, 5.0, 6.0), draw(stream, 0.1, 0.3)
        square = f"(log(lr) + {shift} + {slope}*log(N))"
        most = draw(stream, 0.3, 1.5)
        data = f"({most}*(1 - exp(-D/{most})))" if 1 in kinds else "D"
        if 0 in kinds:
            parts.append(f" + {draw(stream, 0.02, 0.08)}*{square}*{square}")
        if 2 in kinds:
            parts.append(f" + {draw(stream, 0.5, 2.0)}*pow(N*DATA, -{draw(stream, 0.3, 0.6)})")
        law = join(floor, parts, data)
        x = draw_runs(stream, LOW, HIGH, DATA)
        y = lawdata.points(infix.law(law, NAMES), x)[1]
        simpler = [join(floor, [other for other in parts if other != part], data) for part in parts] + [join(floor, parts, "D")] * (
            1 in kinds
        )
        if lawdata.linear_nmse(x, y) >= 1e-3 and lawdata.differ(simpler, NAMES, x, y):
            return law


@cache
def fixed_law(number: int) -> str:
    return draw_law(Stream(number, "laws/scaling_law fixed law"))


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"], or one drawn from the seed; the runs always from the seed, their losses with errors of 1 %."""
    stream = Stream(seed or 0, "laws/scaling_law")
    law = fixed_law(params["law"]) if "law" in params else draw_law(stream)
    x = draw_runs(stream, LOW, HIGH, DATA)
    target = lawdata.points(infix.law(law, NAMES), x)[1] + stream.normal(0.0, NOISE, DATA)
    inside, outside = draw_runs(stream, LOW, HIGH, HIDDEN), draw_runs(stream, OUT_LOW, OUT_HIGH, HIDDEN)
    public = {name: x[k].copy() for k, name in enumerate(NAMES)} | {"loss": exp(target)}
    return public, lawdata.secret(law, NAMES, inside, outside, target)


def training(public: dict) -> lawdata.Points:
    """The data as (x [3, n], log loss [n])."""
    return np.array([public[name] for name in NAMES]), np.log(public["loss"])


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1/2 (log10 NMSE of small runs + log10 NMSE of large runs), both of log loss."""
    return lawdata.judge(secret, NAMES, answer)
