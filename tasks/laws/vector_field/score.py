"""Right-hand sides of an ordinary differential equation from one noisy trajectory: expressions judged at fresh states."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.answers import entry
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject, Verdict, accept

NAMES = ("x", "y", "z")
STEPS, HIDDEN, NOISE = 800, 500, 0.005
SYSTEMS = {  # texts with numbers a b c d, their ranges, ranges of the start, time step
    "predators": (
        ("{a}*x*(1 - x/{c}) - x*y/(1 + {d}*x)", "{b}*x*y/(1 + {d}*x) - {e}*y"),
        {"a": (0.8, 1.5), "b": (0.5, 0.9), "c": (4.0, 8.0), "d": (0.3, 0.6), "e": (0.3, 0.6)},
        ((0.5, 3.0), (0.5, 2.0)),
        0.05,
    ),
    "relaxation": (
        ("y", "{a}*(1 - {b}*x*x)*y - {c}*x"),
        {"a": (0.5, 2.0), "b": (0.5, 1.5), "c": (0.8, 2.0)},
        ((-2.0, 2.0), (-2.0, 2.0)),
        0.025,
    ),
    "epidemic": (
        ("-{a}*x*y + {c}*z", "{a}*x*y - {b}*y", "{b}*y - {c}*z"),
        {"a": (1.0, 2.5), "b": (0.2, 0.5), "c": (0.03, 0.15)},
        ((0.8, 0.95), (0.02, 0.1), (0.0, 0.05)),
        0.05,
    ),
    "convection": (
        ("{a}*(y - x)", "x*({b} - z) - y", "x*y - {c}*z"),
        {"a": (8.0, 12.0), "b": (24.0, 32.0), "c": (2.0, 3.0)},
        ((-8.0, 8.0), (-8.0, 8.0), (15.0, 30.0)),
        0.01,
    ),
    "pendulum": (("y", "-{a}*sin(x) - {b}*y*abs(y)"), {"a": (1.0, 4.0), "b": (0.05, 0.2)}, ((1.5, 2.8), (-1.0, 1.0)), 0.02),
    "quadratic": (
        ("{a}*x + {b}*y - {c}*x*x", "-{d}*x + {e}*y - {f}*x*y"),
        {"a": (-0.2, 0.4), "b": (0.5, 1.5), "c": (0.2, 0.8), "d": (0.5, 1.5), "e": (-0.3, 0.3), "f": (0.2, 0.8)},
        ((-1.0, 1.0), (-1.0, 1.0)),
        0.03,
    ),
}
LARGEST = 60.0


def draw_laws(stream: Stream, system: str) -> list[str]:
    """The system's texts with numbers from the stream."""
    texts, ranges, _, _ = SYSTEMS[system]
    numbers = {name: lawdata.draw(stream, *ends) for name, ends in ranges.items()}
    return [text.format(**numbers) for text in texts]


def path(laws: list[str], system: str, stream: Stream) -> np.ndarray:
    """Rows time, components: [1 + d, 800], from a start of the stream."""
    _, _, starts, step = SYSTEMS[system]
    start = [float(stream.uniform(*ends)[0]) for ends in starts]
    shifted = [infix.law(law, ("t", *NAMES[: len(laws)])) for law in laws]
    return lawdata.runge_kutta(shifted, start, step, STEPS)


def moves(rows: np.ndarray) -> bool:
    """Bounded, and every component still moves in the second half."""
    if not np.isfinite(rows).all() or np.abs(rows[1:]).max() > LARGEST:
        return False
    return bool((np.ptp(rows[1:, STEPS // 2 :], axis=1) >= 0.05 * np.ptp(rows[1:], axis=1)).all())


def draw_moving(stream: Stream, system: str) -> list[str]:
    """Laws that keep moving from three starts."""
    while True:
        laws = draw_laws(stream, system)
        if all(moves(path(laws, system, stream)) for _ in range(2)):
            return laws


@cache
def fixed_laws(system: str, number: int) -> list[str]:
    return draw_moving(Stream(number, "laws/vector_field fixed law"), system)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Law number params["law"] of params["system"], or (params["any"]: numbers of components) laws of a system drawn from the seed."""
    stream = Stream(seed or 0, "laws/vector_field")
    if "system" in params:
        system = params["system"]
        laws = fixed_laws(system, params["law"])
    else:
        fitting = sorted(name for name, (texts, *_) in SYSTEMS.items() if len(texts) == params["any"])
        system = fitting[int(stream.randint(0, len(fitting) - 1)[0])]
        laws = draw_moving(stream, system)
    rows = path(laws, system, stream)
    while not moves(rows):
        rows = path(laws, system, stream)
    clean = rows[1:]
    z = np.array([lawdata.noisy(stream, row, NOISE) for row in clean]).T
    low, high = clean.min(axis=1), clean.max(axis=1)
    centre, half = (low + high) / 2, 0.75 * (high - low)
    inside = lawdata.box(stream, low, high, HIDDEN)
    outside = lawdata.box(stream, centre - half, centre + half, HIDDEN)
    speed = [np.diff(row) / (rows[0, 1] - rows[0, 0]) for row in clean]
    names = NAMES[: len(laws)]
    kept = [lawdata.secret(law, names, inside, outside, slope) for law, slope in zip(laws, speed, strict=True)]
    return {"t": rows[0].copy(), "z": np.ascontiguousarray(z)}, {"components": kept}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Mean over the components of 1/2 (log10 NMSE in range + log10 NMSE out of range)."""
    kept, texts = secret["components"], entry(answer, "expr")
    if not isinstance(texts, list) or len(texts) != len(kept):
        raise Reject(f"expr: expected a list of {len(kept)} texts")
    found = [lawdata.judge(one, NAMES[: len(kept)], {"expr": text}) for one, text in zip(kept, texts, strict=True)]
    bad = next((verdict for verdict in found if not verdict.valid), None)
    if bad is not None:
        return bad
    value = sum(verdict.value or 0.0 for verdict in found) / len(found)
    return accept(value, next((v.reason for v in found if v.reason), ""), {"components": [v.value for v in found]})
