"""Stored pools belong to their generators."""

from __future__ import annotations

import json

import pytest

from eft.evaluation.blocks.pools import fingerprint, pool_seed
from eft.evaluation.rounds import in_rounds
from eft.evaluation.tasks import all_tasks, load_module

POOLED = [task for task in all_tasks() if "pool" in task.params]
FIRST = {task.family: task.id for task in reversed(POOLED)}


@pytest.mark.parametrize(
    "task", [pytest.param(task, id=task.id, marks=() if FIRST[task.family] == task.id else pytest.mark.slow) for task in POOLED]
)
def test_pool_is_complete_and_reproducible(task) -> None:
    pool = json.loads((task.folder / "pool.json").read_text())["pools"][task.params["pool"]]
    score = load_module(task, "score")
    for half in ("search", "final"):
        seeds = [row["seed"] for row in pool[half]]
        if in_rounds(task):  # drawn, not derived: programs that knew them would know what they are asked to find
            assert len(set(seeds)) == 8
            assert not set(seeds) & {pool_seed(task.family, task.params["pool"], half, i) for i in range(8)}
        else:
            assert seeds == [pool_seed(task.family, task.params["pool"], half, i) for i in range(8)]
        public, secret = score.instance({**task.params, **task.args}, pool[half][3]["seed"])
        assert "reference" not in secret
        assert fingerprint(public) == pool[half][3]["hash"]
        for row in pool[half]:
            better = row["base"] <= row["reference"] if task.direction == "max" else row["base"] >= row["reference"]
            assert better, "the reference must not be worse than the base construction"
            if row.get("bound") is not None:
                assert (row["reference"] <= row["bound"]) if task.direction == "max" else (row["reference"] >= row["bound"])
