"""Growth rate of a population: an expression judged at fresh points in range and out of range."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.lawdata import draw
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict

NAMES = ("t", "P")
STEP, STEPS, CULTURES, HIDDEN = 0.1, 200, 3, 500
FACTORS = ["*(P - {a})/(P + {a})", "*(1 + {s}*sin({w}*t))", "*exp(-{d}*t)"]
ADDED = [" - {h}*P/(P + {b})", " + {m}", " - {c}*pow(P, 1.5)"]


def draw_parts(stream: Stream) -> tuple[str, list[str]]:
    """Growth term and one or two changes to it."""
    r, k = draw(stream, 0.3, 1.2), draw(stream, 5.0, 20.0)
    gompertz = stream.uniform()[0] < 0.3
    core = f"{r}*P*log({k}/P)" if gompertz else f"{r}*P*(1 - pow(P/{k}, {draw(stream, 0.5, 2.5)}))"
    pool = FACTORS + ADDED
    numbers = {
        "a": (0.2, 1.0),
        "s": (0.2, 0.8),
        "w": (0.5, 3.0),
        "d": (0.03, 0.15),
        "h": (0.3, 2.0),
        "b": (0.5, 3.0),
        "m": (0.1, 1.0),
        "c": (0.02, 0.1),
    }
    count = 1 + int(stream.uniform()[0] < 0.5)
    return core, [
        pool[i].format(**{name: draw(stream, *ends) for name, ends in numbers.items()}) for i in stream.choice(len(pool), count).tolist()
    ]


def join(core: str, changes: list[str]) -> str:
    """Factors directly behind the growth term, then what is added."""
    return core + "".join(sorted(changes, key=lambda change: change[0] != "*"))


def cultures(law: str, stream: Stream) -> np.ndarray:
    """Rows t, P of three cultures, one after the other: [2, 600]; NaN where a law breaks down."""
    starts = [float(stream.uniform(low, high)[0]) for low, high in ((0.3, 1.5), (2.0, 8.0), (15.0, 25.0))]
    return np.hstack([lawdata.runge_kutta([infix.law(law, NAMES)], [start], STEP, STEPS) for start in starts])


def lives(rows: np.ndarray) -> bool:
    """Bounded and, in every culture, never near extinction."""
    return bool(np.isfinite(rows).all() and rows[1].max() <= 60.0 and rows[1].min() >= 0.05)


def draw_law(stream: Stream) -> str:
    """A law of which every part matters and which no linear function explains."""
    while True:
        core, changes = draw_parts(stream)
        law = join(core, changes)
        rows = cultures(law, stream)
        if not lives(rows):
            continue
        y = lawdata.points(infix.law(law, NAMES), rows)[1]
        simpler = [join(core, [other for other in changes if other != change]) for change in changes]
        if lawdata.linear_nmse(rows, y) >= 1e-3 and lawdata.differ(simpler, NAMES, rows, y):
            return law


@cache
def fixed_law(number: int) -> str:
    return draw_law(Stream(number, "laws/growth fixed law"))


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"], or one drawn from the seed; the cultures and the points always from the seed."""
    stream = Stream(seed or 0, "laws/growth")
    law = fixed_law(params["law"]) if "law" in params else draw_law(stream)
    rows = cultures(law, stream)
    while not lives(rows):
        rows = cultures(law, stream)
    rate = lawdata.noisy(stream, lawdata.points(infix.law(law, NAMES), rows)[1], params["noise"])
    low, high = float(rows[1].min()), float(rows[1].max())
    inside = lawdata.box(stream, [0.0, low], [20.0, high], HIDDEN)
    outside = lawdata.box(stream, [20.0, low], [30.0, 1.5 * high], HIDDEN)
    return {"t": rows[0].copy(), "P": rows[1].copy(), "dP": rate}, lawdata.secret(law, NAMES, inside, outside, rate)


def training(public: dict) -> lawdata.Points:
    """The data as (x [2, n], y [n])."""
    return np.array([public[name] for name in NAMES]), public["dP"]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1/2 (log10 NMSE in range + log10 NMSE out of range)."""
    return lawdata.judge(secret, NAMES, answer)
