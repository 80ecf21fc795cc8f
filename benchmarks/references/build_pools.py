"""Build or continue the hidden pools of a family: `nice python benchmarks/references/build_pools.py graphs/max_cut [seconds [refresh]]`.

The solver of a family is `<domain>/<family>.py` beside this file. SOLVER says what it is, `base(public)` is the plain construction, and one of

- `solve(public, seconds)`: an answer and a proved bound on its raw value (None: no bound);
- `hindsight(public, secret, seconds)`: the same by who knows what the scorer knows;
- `answers(public, secret)`: reference and base in one;
- played in rounds: `solve` and `base` are programs of that protocol, or `full(public, secret)` answers with what is hidden;
- laws without a file of their own: the law with fitted constants (`law_values.py`).

Older families share modules: `SOLVERS` names them. Every pool holds 8 search and 8 final seeds with the reference value, which is never worse
than the base's, a proved bound where there is one, the value of the base, and the hash of the instance. Finished entries are kept, so the
command can be repeated. Printed: means, the base's mean ratio with its standard error, and the extreme bounds relative to the reference.

With `refresh` the entries of a finished pool that had less time are solved again; what they get is written at once with the `seconds` of the
entry, so that this can be stopped and repeated too.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
import secrets
import statistics
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent))

from law_values import REFITTED, law_values

from eft.evaluation.blocks.pools import fingerprint, pool_seed
from eft.evaluation.rounds import in_rounds, play
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


def solver_of(family):
    """The solver's names; of laws without a file only SOLVER."""
    file = Path(__file__).parent / f"{family}.py"
    if file.is_file():
        spec = importlib.util.spec_from_file_location(family.replace("/", "_"), file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    if family not in SOLVERS:
        return SimpleNamespace(SOLVER=REFITTED)
    module, name, text = SOLVERS[family]
    solvers = importlib.import_module(module)
    return SimpleNamespace(SOLVER=text, solve=getattr(solvers, name), base=getattr(solvers, f"{name}_base"))


def raw_values(task, score, solver, public, secret, seconds):
    """(reference, base, bound) in the family's raw unit."""
    secret, bound = {**secret, "reference": 1}, None

    def value(answer):
        return score.score(public, secret, answer).value

    def played(program):
        verdict = play(public, secret, task.limits.calls, lambda inputs: program(**inputs), score.reply, score.score)
        if not verdict.valid:
            raise SystemExit(f"{task.id}: {program.__name__}: {verdict.reason}")
        return verdict.value

    if in_rounds(task):
        reference = value(solver.full(public, secret)) if hasattr(solver, "full") else played(solver.solve)
        base = played(solver.base)
    elif hasattr(solver, "answers"):
        reference, base = map(value, solver.answers(public, secret))
    elif not hasattr(solver, "base"):
        reference, base = law_values(task, score, public, secret)
    else:
        base = value(solver.base(public))
        if hasattr(solver, "hindsight"):
            answer, bound = solver.hindsight(public, secret, seconds)
        elif task.args.get("model") == "triplets":  # of bin packing: the optimum is planted
            answer, bound = None, len(public["s"]) // 3
        else:
            answer, bound = solver.solve(public, seconds)
        reference = float(bound) if answer is None else value(answer)
    return (max if task.direction == "max" else min)(reference, base), base, bound


def entry(task, score, solver, seconds, half, index):
    params, seed = {**task.params, **task.args}, pool_seed(task.family, task.params["pool"], half, index)
    public, secret = score.instance(params, seed)
    if secret:  # a program that could compute the seed would know the hidden truth
        seed = secrets.randbits(63)
        public, secret = score.instance(params, seed)
    reference, base, bound = raw_values(task, score, solver, public, secret, seconds)
    return {"seed": seed, "reference": reference, "base": base, "bound": bound, "hash": fingerprint(public)}


def improve(task, score, solver, seconds, row) -> None:
    """Solve an entry again, into it: a reference that is not worse, a bound that is not weaker, and the seconds."""
    public, secret = score.instance({**task.params, **task.args}, row["seed"])
    if fingerprint(public) != row["hash"]:
        raise SystemExit(f"{task.id}: seed {row['seed']} gives another instance than the stored one; build the pool anew")
    better, closer = (max, min) if task.direction == "max" else (min, max)
    reference, _, bound = raw_values(task, score, solver, public, secret, seconds)
    bounds = [b for b in (row.get("bound"), bound) if b is not None]
    row |= {"reference": better(row["reference"], reference), "bound": closer(bounds, default=None), "seconds": seconds}


def refresh(tasks, solver, seconds: float) -> None:
    """Give the entries that had less time `seconds`. Seeds stay; every call that changes the file raises its version.

    The file's `seconds` hold for entries without their own: when all are done it is raised, and the entries lose theirs.
    """
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = json.loads(file.read_text())
    if in_rounds(tasks[0]) or not (hasattr(solver, "solve") or hasattr(solver, "hindsight")) or not data["seconds"]:
        raise SystemExit(f"{tasks[0].family}: the solver takes no seconds")
    pools = [(task, [row for half in HALVES for row in data["pools"][task.params["pool"]][half]]) for task in tasks]
    due = [(task, row) for task, rows in pools for row in rows if row.get("seconds", data["seconds"]) < seconds]
    data["version"] += bool(due)
    for number, (task, row) in enumerate(due, 1):
        improve(task, score, solver, seconds, row)
        if number == len(due):
            data |= {"seconds": seconds, "date": str(date.today())}
            for done in (done for _, rows in pools for done in rows if done.get("seconds") == seconds):
                del done["seconds"]
        file.write_text(json.dumps(data, indent=1) + "\n")
    for task, rows in pools:
        print(task.family, task.params["pool"], summary(rows), flush=True)


def build(tasks, solver, seconds: float) -> None:
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = {"version": 1, "solver": solver.SOLVER, "seconds": seconds, "date": str(date.today()), "pools": {}}
    if file.is_file():
        data = json.loads(file.read_text())
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                pool[half].append(entry(task, score, solver, seconds, half, len(pool[half])))
                file.write_text(json.dumps(data, indent=1) + "\n")
        print(task.family, task.params["pool"], summary([row for half in HALVES for row in pool[half]]), flush=True)


def summary(rows) -> str:
    """What of a pool goes into task.yaml."""
    means = [math.fsum(row[key] for row in rows) / len(rows) for key in ("reference", "base")]
    ratios = [row["base"] / row["reference"] for row in rows if row["reference"]] or [math.nan]
    error = statistics.stdev(ratios) / math.sqrt(len(ratios)) if len(ratios) > 1 else math.nan
    bounds = [row["bound"] / row["reference"] for row in rows if row.get("bound") is not None and row["reference"]]
    text = f"reference {means[0]:.6g} base {means[1]:.6g} ratio {statistics.fmean(ratios):.4f} +- {error:.5f}"
    return text + (f" bounds {min(bounds):.4f} {max(bounds):.4f}" if bounds else "")


if __name__ == "__main__":
    family, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    run = refresh if sys.argv[3:] == ["refresh"] else build
    run([task for task in read_family(family) if "pool" in task.params], solver_of(family), seconds)
