"""Reference solver for strip packing: hill climbing of the order in which rectangles go to the lowest place on the skyline."""

from __future__ import annotations

import random
import time

from eft.evaluation.tasks import load_module, read_family

SOLVER = "planted optimum (total area / width); stored for comparison: annealed orders of skyline placement, one run"


def solve(public, seconds):
    """Best answer within the CPU time, and the ratio of the planted optimum."""
    view = load_module(read_family("packing/strip_rectangles")[0], "objective").Objective(public)
    rng, end = random.Random(0), time.process_time() + seconds
    w, h = public["w"].tolist(), public["h"].tolist()
    keys = (lambda k: -h[k], lambda k: -w[k], lambda k: -w[k] * h[k], lambda k: -max(w[k], h[k]))
    x = min((sorted(range(view.size), key=key) for key in keys), key=view.value)
    value = view.value(x)
    while time.process_time() < end:
        y = list(x)
        y.insert(rng.randrange(view.size), y.pop(rng.randrange(view.size)))
        new = view.value(y)
        if new <= value:
            x, value = y, new
    return view.answer(x), 1.0


def base(public):
    """Shelves in the given order (next fit)."""
    x, y, left, floor, top = [], [], 0, 0, 0
    for w, h in zip(public["w"].tolist(), public["h"].tolist(), strict=True):
        if left + w > public["W"]:
            left, floor = 0, top
        x.append(left), y.append(floor)
        left, top = left + w, max(top, floor + h)
    return {"x": x, "y": y}
