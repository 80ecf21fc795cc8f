"""Build or continue the hidden pools of a family: `nice python benchmarks/references/build_pools.py graphs/max_cut [seconds]`.

The solver of a family is `<domain>/<family>.py` beside this file: SOLVER says what it is, `solve(public, seconds)` returns an answer and a
proved bound on its raw value (None: no bound), `base(public)` the base construction. Several families share a module: `SOLVERS` names them.

Every pool holds 8 search and 8 final seeds with the reference value of our own solver, a proved bound where there is one, the value
of the base construction, and the hash of the instance. Finished entries are kept, so the command can be repeated.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from eft.evaluation.blocks.pools import instance_hash, pool_seed
from eft.evaluation.tasks import load_module, read_family

SOLVERS = {
    "graphs/max_cut": ("graphs", "max_cut", "tabu search, 3 runs"),
    "routing/tsp": ("tours", "tsp", "iterated 2-opt and Or-opt (asymmetric: path exchange), 2-3 runs"),
    "scheduling/flow_shop": ("schedules", "flow_shop", "iterated greedy, 2 runs"),
    "assignment/bin_packing": (
        "bins",
        "bin_packing",
        "planted optimum (triplets) or repeated repacking by minimum bin slack up to the L2 bound",
    ),
    "contest/production_plan": ("plans", "production_plan", "annealing of phases, 8 runs"),
    "systems/txn_order": ("schedules", "txn_order", "greedy append and annealed insertion, 2 runs"),
    "assignment/qap": ("permutations", "qap", "annealed swaps, 3 runs"),
    "graphs/linear_layout": ("permutations", "linear_layout", "annealed insertion and swaps, 3 runs (random and spectral starts)"),
    "scheduling/weighted_tardiness": ("permutations", "weighted_tardiness", "annealed insertion and swaps, 3 runs"),
    "assignment/number_partition": ("permutations", "number_partition", "differencing with local search over prepartitions, 3 runs"),
    "graphs/independent_set": ("graphs", "independent_set", "iterated (1,2)-swaps, 3 runs"),
}
SIZE, HALVES = 8, ("search", "final")


def entry(task, score, solver, base, seconds, half, index):
    seed = pool_seed(task.family, task.params["pool"], half, index)
    public, _ = score.instance({**task.params, **task.args}, seed)
    planted = task.args.get("model") == "triplets"
    answer, bound = (None, len(public["s"]) // 3) if planted else solver(public, seconds)
    raw = {"reference": 1}
    reference = float(bound) if planted else score.score(public, raw, answer).value
    start = score.score(public, raw, base(public)).value
    return {"seed": seed, "reference": reference, "base": start, "bound": bound, "hash": instance_hash(public)}


def solver_of(family):
    """(solve, base, what it is) of a family."""
    file = Path(__file__).parent / f"{family}.py"
    if not file.is_file():
        module, name, text = SOLVERS[family]
        solvers = importlib.import_module(module)
        return getattr(solvers, name), getattr(solvers, f"{name}_base"), text
    spec = importlib.util.spec_from_file_location(family.replace("/", "_"), file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.solve, module.base, module.SOLVER


def build(family: str, seconds: float) -> None:
    solver, base, text = solver_of(family)
    tasks = [task for task in read_family(family) if "pool" in task.params]
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = (
        json.loads(file.read_text())
        if file.is_file()
        else {"version": 1, "solver": text, "seconds": seconds, "date": str(date.today()), "pools": {}}
    )
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                pool[half].append(entry(task, score, solver, base, seconds, half, len(pool[half])))
                file.write_text(json.dumps(data, indent=1) + "\n")
        rows = [row for half in HALVES for row in pool[half]]
        ratios = [row["base"] / row["reference"] for row in rows if row["reference"]]
        bounds = [row["bound"] / row["reference"] for row in rows if row["bound"] is not None and row["reference"]]
        print(family, task.params["pool"], "reference", math.fsum(row["reference"] for row in rows) / len(rows),
              "base", round(math.fsum(ratios) / max(1, len(ratios)), 4), "bounds", round(min(bounds), 4) if bounds else None,
              round(max(bounds), 4) if bounds else None, flush=True)  # fmt: skip


if __name__ == "__main__":
    build(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
