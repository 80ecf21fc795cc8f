"""What is kept with every verdict: versions, limits, seeds, usage; small, and the same after the store."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.record import record, version
from eft.evaluation.sandbox.child import landlock
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.tasks import find
from eft.score import summary
from eft.search.schema import OUTCOME_FIELDS, dumps, read_outcome
from eft.types import Limits, Outcome, Status, Task

LABS = "codes/labs/n=66"


@pytest.fixture
def task() -> Task:
    return find(LABS)


def copied(task: Task, folder: Path) -> Task:
    shutil.copytree(task.folder, folder)
    return replace(task, folder=folder)


def test_the_version_is_that_of_the_content(task: Task, tmp_path: Path) -> None:
    assert len(version(task)) == 12
    assert version(copied(task, tmp_path / "same")) == version(task)
    assert version(find("codes/maxdet/n=15")) != version(task)


@pytest.mark.parametrize("name", ["score.py", "objective.py", "task.yaml", "pool.json"])
def test_any_judging_file_changes_the_version(task: Task, tmp_path: Path, name: str) -> None:
    other = copied(task, tmp_path / name)
    with (other.folder / name).open("a") as file:
        file.write("\n")
    assert version(other) != version(task)


def test_the_seed_program_does_not_judge(task: Task, tmp_path: Path) -> None:
    other = copied(task, tmp_path / "other")
    (other.folder / "initial.py").write_text("")
    assert version(other) == version(task)


def test_record_by_hand() -> None:
    results = [Result(Status.OK, system_s=0.01, faults=5, switches=1, walls="w"), Result(Status.ERROR, system_s=0.02, faults=7, walls="w")]
    assert record(Limits(2.0, 6.0, 1024, 8, 200), (3, 4), results) == {
        "walls": "w",
        "limits": {"cpu_s": 2.0, "wall_s": 6.0, "memory_mb": 1024, "output_mb": 8, "calls": 200},
        "seeds": [3, 4],
        "usage": {"system_s": 0.03, "faults": 12, "switches": 1},
    }
    assert record(Limits(2.0, 6.0), (), [])["walls"] == ""


def test_every_outcome_of_the_real_sandbox_has_its_record_and_keeps_it_in_the_store(task: Task) -> None:
    evaluator = SandboxEvaluator("cheap")
    try:
        outcomes = [evaluator.evaluate(task, source) for source in (task.initial, "x = 1", "#" * 1_000_001)]
    finally:
        evaluator.close()
    for outcome in outcomes:
        text = dumps({name: getattr(outcome, name) for name in OUTCOME_FIELDS})
        assert read_outcome(json.loads(text)) == outcome
        assert outcome.profile == "cheap/zygote"
        assert outcome.evaluator == version(task) == evaluator.version(task)
        assert outcome.record["seeds"] == [0, 1, 2, 3]
        assert outcome.record["limits"] == {"cpu_s": 2.0, "wall_s": 6.0, "memory_mb": 1024, "output_mb": 8, "calls": task.cheap_calls}
        assert len(dumps(outcome.record)) + len(outcome.evaluator) < 240  # bytes that the record adds to a row
    scored, refused, unread = outcomes
    assert scored.record["walls"] == refused.record["walls"] == f"landlock{landlock.abi()} seccomp"
    assert unread.record["walls"] == ""  # nothing was run
    assert 0 < scored.record["usage"]["faults"] < 10**6
    assert 0 <= scored.record["usage"]["system_s"] <= scored.cpu_s
    shown = summary(task, scored)
    assert {"evaluator", "walls", "limits", "seeds", "usage", "cpu_s", "max_rss_mb"} <= {*shown}
    assert json.loads(json.dumps(shown)) == shown


def test_rows_of_before_are_read() -> None:
    old = read_outcome({"status": "ok", "score": 1.0, "scores": [1.0], "profile": "cheap/zygote"})
    assert (old.evaluator, dict(old.record)) == ("", {})
    assert Outcome(Status.OK).record == {}


def test_an_outcome_is_read_alike_by_place_and_by_name() -> None:
    outcome = Outcome(
        Status.INVALID, None, "why", "text", (1.0, 2.0), profile="fake", gap=0.5, certificate={"x": [1]}, record={"seeds": [0]}
    )
    data = json.loads(dumps({name: getattr(outcome, name) for name in OUTCOME_FIELDS}))
    assert read_outcome(data) == outcome
    assert read_outcome(dict(reversed(data.items()))) == outcome
    assert read_outcome({**data, "newer": 1}) == outcome
    assert data["status"] == "invalid"  # what was given is left as it is
