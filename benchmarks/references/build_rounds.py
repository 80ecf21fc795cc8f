"""Build or continue the hidden pools of a family that is played in rounds: `nice python benchmarks/references/build_rounds.py query/group_testing`.

`<domain>/<family>.py` beside this file holds two programs in the protocol of rounds: `solve` is the reference, `base` the plain construction, SOLVER
says what the reference is; if it holds `full(public, secret)` too, the reference value is that of this answer, found by who knows the secret.
Every pool holds 8 search and 8 final seeds with the value of both on the instance and its hash. Programs play with `limits.calls` rounds.
"""

from __future__ import annotations

import importlib.util
import json
import math
import secrets
import sys
from datetime import date
from pathlib import Path

from eft.evaluation.blocks.pools import instance_hash
from eft.evaluation.rounds import play
from eft.evaluation.tasks import load_module, read_family

SIZE, HALVES = 8, ("search", "final")


def value(task, score, solver, public, secret):
    """Raw value of a trusted program's run."""
    verdict = play(public, {**secret, "reference": 1}, task.limits.calls, lambda inputs: solver(**inputs), score.reply, score.score)
    if not verdict.valid:
        raise SystemExit(f"{task.id}: {solver.__name__}: {verdict.reason}")
    return verdict.value


def entry(task, score, solvers):
    seed = secrets.randbits(63)  # a seed that programs could compute would tell them the hidden truth
    public, secret = score.instance({**task.params, **task.args}, seed)
    if hasattr(solvers, "full"):
        reference = score.score(public, {**secret, "reference": 1}, solvers.full(public, secret)).value
    else:
        reference = value(task, score, solvers.solve, public, secret)
    base = value(task, score, solvers.base, public, secret)
    return {"seed": seed, "reference": reference, "base": base, "hash": instance_hash(public)}


def build(family: str) -> None:
    spec = importlib.util.spec_from_file_location(family.replace("/", "_"), Path(__file__).parent / f"{family}.py")
    solvers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(solvers)
    tasks = read_family(family)
    file, score = tasks[0].folder / "pool.json", load_module(tasks[0], "score")
    data = {"version": 1, "solver": solvers.SOLVER, "date": str(date.today()), "pools": {}}
    if file.is_file():
        data = json.loads(file.read_text())
    for task in tasks:
        pool = data["pools"].setdefault(task.params["pool"], {half: [] for half in HALVES})
        for half in HALVES:
            while len(pool[half]) < SIZE:
                pool[half].append(entry(task, score, solvers))
                file.write_text(json.dumps(data, indent=1) + "\n")
        rows = [row for half in HALVES for row in pool[half]]
        mean = {key: math.fsum(row[key] for row in rows) / len(rows) for key in ("reference", "base")}
        least = min(row["reference"] for row in rows)
        print(task.id, "reference", round(mean["reference"], 5), "least", round(least, 5), "base", round(mean["base"], 5), flush=True)


if __name__ == "__main__":
    build(sys.argv[1])
