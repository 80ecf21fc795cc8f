"""Build or continue the pools of a family with a hidden truth: `nice python benchmarks/references/build_truth_pools.py denoise/cells [seconds]`.

As `build_pools.py`, for families whose score needs more than the public instance (a later window, the true image). The solver
`<domain>/<family>.py` gives SOLVER, `hindsight(public, truth, seconds)` -> (answer, proved bound on the raw value or None), which may look at the
truth, and `base(public)`. Standard errors of the mean ratio of the base over the pool are printed: three of them are a fair resolution.
"""

from __future__ import annotations

import importlib.util
import json
import math
import statistics
import sys
from datetime import date
from pathlib import Path

from eft.evaluation.blocks.pools import instance_hash, pool_seed
from eft.evaluation.tasks import load_module, read_family

SIZE, HALVES = 8, ("search", "final")


def build(family: str, seconds: float) -> None:
    spec = importlib.util.spec_from_file_location(family.replace("/", "_"), Path(__file__).parent / f"{family}.py")
    solver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(solver)
    tasks = read_family(family)
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = {"version": 1, "solver": solver.SOLVER, "seconds": seconds, "date": str(date.today()), "pools": {}}
    if file.is_file():
        data = json.loads(file.read_text())
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                seed = pool_seed(family, task.params["pool"], half, len(pool[half]))
                public, truth = score.instance({**task.params, **task.args}, seed)
                raw = {**truth, "reference": 1}
                answer, bound = solver.hindsight(public, truth, seconds)
                reference = score.score(public, raw, answer).value
                start = score.score(public, raw, solver.base(public)).value
                pool[half].append({"seed": seed, "reference": reference, "base": start, "bound": bound, "hash": instance_hash(public)})
                file.write_text(json.dumps(data, indent=1) + "\n")
        ratios = [row["base"] / row["reference"] for half in HALVES for row in pool[half]]
        print(family, task.params["pool"], "reference", statistics.mean(row["reference"] for half in HALVES for row in pool[half]),
              "base", round(statistics.mean(ratios), 4), "+-", round(statistics.stdev(ratios) / math.sqrt(len(ratios)), 5), flush=True)  # fmt: skip


if __name__ == "__main__":
    build(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
