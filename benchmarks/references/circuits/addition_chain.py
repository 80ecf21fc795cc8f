"""Reference values of circuits/addition_chain: `python benchmarks/references/circuits/addition_chain.py [seconds]`.

Annealing of the splitting rules of the family's objective from the best constant rules, restarted. Bound: log2 n + log2 (ones of n) - 2.13
(Schoenhage 1975); and the doublings to half of the largest target with one step for every target above it.
"""

from __future__ import annotations

import math
import random
import sys
import time

from eft.evaluation.tasks import load_module, read_family


def anneal(space, calls, rng):
    x = min(([rule] * space.size for rule in rng.sample(range(9), 5)), key=space.value)
    value = space.value(x)
    best = value, x
    for step in range(calls):
        y, heat = list(x), 0.5 * (0.1 / 0.5) ** (step / calls)
        for _ in range(rng.choice((1, 1, 2))):
            y[rng.randrange(space.size)] = rng.randint(space.low, space.high)
        new = space.value(y)
        if new <= value or rng.random() < math.exp((value - new) / heat):
            x, value = y, new
            best = min(best, (value, x))
    return best[1]


def main(seconds: float) -> None:
    for task in read_family("circuits/addition_chain"):
        score, objective = load_module(task, "score"), load_module(task, "objective")
        public, _ = score.instance(task.params, None)
        space, targets, rng = objective.Objective(public), [int(t) for t in public["targets"]], random.Random(1)
        best, start, runs = math.inf, time.process_time(), 0
        while time.process_time() - start < seconds:
            best = min(best, score.score(public, {}, space.answer(anneal(space, 2000 << runs // 2, rng))).value)
            runs += 1
        bound = max(math.ceil(math.log2(t) + math.log2(t.bit_count()) - 2.13) for t in targets)
        upper = sum(2 * t > targets[-1] for t in targets)
        bound = max(bound, targets[-1].bit_length() - 1 + upper - 1)
        binary = score.score(public, {}, space.answer([0] * space.size)).value
        print(task.id, best, "runs", runs, "base", binary, "bound", bound, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
