"""Reference values of games/life_box: `python benchmarks/references/games/life_box.py [seconds]`.

Random patterns of varied density and changes of one to three cells of the best ones.
"""

from __future__ import annotations

import random
import sys
import time

from eft.evaluation.tasks import load_module, read_family


def main(seconds: float) -> None:
    smaller = []  # the best pattern of the box before, which fits into the next
    for task in read_family("games/life_box"):
        score, b = load_module(task, "score"), task.params["b"]
        rng, start, pool, tried = random.Random(1), time.process_time(), [], 0
        while time.process_time() - start < seconds:
            if not pool and smaller:
                cells = [v for row in smaller for v in row + [0] * (b - len(row))]
                cells += [0] * (b * b - len(cells))
            elif len(pool) < 10 or rng.random() < 0.6:
                density = rng.uniform(0.25, 0.65)
                cells = [int(rng.random() < density) for _ in range(b * b)]
            else:
                cells = list(rng.choice(pool)[1])
                for _ in range(rng.randint(1, 3)):
                    i = rng.randrange(b * b)
                    cells[i] = 1 - cells[i]
            verdict = score.score({"b": b}, {}, {"cells": [cells[r * b : r * b + b] for r in range(b)]})
            pool = sorted([*pool, (verdict.value, cells)], reverse=True)[:10]
            tried += 1
        smaller = [pool[0][1][r * b : r * b + b] for r in range(b)]
        print(task.id, pool[0][0], "patterns", tried, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 15.0)
