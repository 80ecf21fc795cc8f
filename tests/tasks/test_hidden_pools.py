"""Stored pools belong to their generators."""

from __future__ import annotations

import json

import pytest

from eft.evaluation.blocks.pools import fingerprint, pool_seed
from eft.evaluation.rounds import in_rounds
from eft.evaluation.tasks import all_tasks, load_module

POOLED = [task for task in all_tasks() if "pool" in task.params and not in_rounds(task)]
PLAYED = [task for task in all_tasks() if in_rounds(task)]
FIRST = {task.family: task.id for task in reversed(POOLED)}


@pytest.mark.parametrize(
    "task", [pytest.param(task, id=task.id, marks=() if FIRST[task.family] == task.id else pytest.mark.slow) for task in POOLED]
)
def test_pool_is_complete_and_reproducible(task) -> None:
    pool = json.loads((task.folder / "pool.json").read_text())["pools"][task.params["pool"]]
    score = load_module(task, "score")
    for half in ("search", "final"):
        assert [row["seed"] for row in pool[half]] == [pool_seed(task.family, task.params["pool"], half, i) for i in range(8)]
        public, secret = score.instance({**task.params, **task.args}, pool[half][3]["seed"])
        assert "reference" not in secret
        assert fingerprint(public) == pool[half][3]["hash"]
        for row in pool[half]:
            better = row["base"] <= row["reference"] if task.direction == "max" else row["base"] >= row["reference"]
            assert better, "the reference must not be worse than the base construction"
            if row.get("bound") is not None:
                assert (row["reference"] <= row["bound"]) if task.direction == "max" else (row["reference"] >= row["bound"])


@pytest.mark.parametrize("task", PLAYED, ids=lambda task: task.id)
def test_pool_of_a_task_in_rounds_cannot_be_computed(task) -> None:
    """Its instances have hidden truths: seeds drawn by chance, known to the pool file alone, all different."""
    pool = json.loads((task.folder / "pool.json").read_text())["pools"][task.params["pool"]]
    score = load_module(task, "score")
    seeds = [row["seed"] for half in ("search", "final") for row in pool[half]]
    assert len(set(seeds)) == 16
    assert not {*seeds} & {pool_seed(task.family, task.params["pool"], half, i) for half in ("search", "final") for i in range(8)}
    assert min(seeds) > 2**40
    public, secret = score.instance({**task.params, **task.args}, seeds[3])
    assert secret
    assert not {*secret} & {*public} - {"demand"}  # autoscale tells the demand so far under the same name
    assert fingerprint(public) == pool["search"][3]["hash"]
    rows = [row for half in ("search", "final") for row in pool[half]]
    reference, base = (sum(row[key] for row in rows) for key in ("reference", "base"))
    assert base <= reference if task.direction == "max" else base >= reference
