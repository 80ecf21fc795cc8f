"""The file of verdicts: what is kept, what is not, and what makes a verdict another one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from eft.comparison.verdicts import Verdicts
from eft.evaluation.tasks import find
from eft.types import Outcome, Status, Task, UserError


class Counting:
    """An evaluator that counts; a program's text is its status."""

    def __init__(self, version: str = "v1", profile: str = "cheap/zygote") -> None:
        self.calls = 0
        self.profile, self._version = profile, version

    def version(self, task: Task) -> str:
        return self._version

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        self.calls += 1
        return Outcome(Status(source), score=float(self.calls), scores=(1.5, 2.0), cpu_s=0.25, record={"seeds": list(seeds or ())})

    def close(self) -> None:
        pass


TASK = find("codes/labs/n=31")


def test_a_verdict_is_given_once_and_survives(tmp_path: Path) -> None:
    inner = Counting()
    for _ in range(2):
        kept = Verdicts(inner, tmp_path / "v.db", "search")
        assert kept.evaluate(TASK, "ok", seeds=(1, 2)) == kept.evaluate(TASK, "ok", seeds=(1, 2))
        kept.close()
    assert inner.calls == 1


@pytest.mark.parametrize("status", ["timeout", "infra", "crash", "memory"])
def test_what_the_machine_had_a_part_in_is_judged_again(tmp_path: Path, status: str) -> None:
    inner = Counting()
    kept = Verdicts(inner, tmp_path / "v.db", "search")
    kept.evaluate(TASK, status)
    kept.evaluate(TASK, status)
    assert inner.calls == 2
    kept.close()


def test_everything_that_decides_a_verdict_is_part_of_its_key(tmp_path: Path) -> None:
    file = tmp_path / "v.db"
    asked = [
        (Counting(), "search", TASK, "ok", (1,)), (Counting("v2"), "search", TASK, "ok", (1,)),
        (Counting(profile="train/zygote"), "search", TASK, "ok", (1,)), (Counting(), "final", TASK, "ok", (1,)),
        (Counting(), "search", find("codes/labs/n=66"), "ok", (1,)), (Counting(), "search", TASK, "invalid", (1,)),
        (Counting(), "search", TASK, "ok", (2,)), (Counting(), "search", TASK, "ok", None),
    ]  # fmt: skip
    for inner, purpose, task, source, seeds in asked:
        kept = Verdicts(inner, file, purpose)
        kept.evaluate(task, source, seeds=seeds)
        kept.close()
    assert [inner.calls for inner, *_ in asked] == [1] * len(asked)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "v.db").write_text("no database at all, but long enough to be looked at" * 20)
    with pytest.raises(UserError, match=r"v\.db: file is not a database"):
        Verdicts(Counting(), tmp_path / "v.db", "search")
