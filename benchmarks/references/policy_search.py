"""Search for the weights of a policy family's terms with the compiled simulator on the training traces: (1+1)-evolution with restarts."""

from __future__ import annotations

import random
import time

from eft.evaluation.tasks import load_module, read_family


def search(family, public, cost, seconds, seed=0):
    """The best answer of the family's objective within `seconds`; cost(answer) is minimised."""
    objective = load_module(read_family(family)[0], "objective").Objective(public)
    rng, end = random.Random(seed), time.process_time() + seconds
    low, high = objective.low, objective.high
    draw = lambda: [rng.uniform(low, high) for _ in range(objective.size)]  # noqa: E731 # one line, used twice
    best, least = None, float("inf")
    while time.process_time() < end:
        x = min((draw() for _ in range(6)), key=lambda z: cost(objective.answer(z)))
        value, step, stale = cost(objective.answer(x)), 0.3, 0
        while stale < 40 and time.process_time() < end:
            y = [min(high, max(low, v + rng.gauss(0.0, step * (high - low)) * (rng.random() < 0.5))) for v in x]
            new = cost(objective.answer(y))
            stale = 0 if new < value else stale + 1
            step = min(0.5, step * 1.3) if new < value else max(0.01, step * 0.93)
            if new <= value:
                x, value = y, new
        if value < least:
            best, least = x, value
    return objective.answer(best)
