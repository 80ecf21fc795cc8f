"""A verdict is used again only by the evaluator that gave it: same profile, same code."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.best import Best
from eft.search.engine import Engine, Flow
from eft.search.plan import Order, Search
from eft.search.store import Store
from eft.types import Attempt, Outcome, Task


@dataclass
class Versioned:
    """Judges by the text, as the code of `edition` would."""

    edition: str
    profile: str = "fake"
    seen: list[str] = field(default_factory=list)

    def version(self, task: Task) -> str:
        return self.edition

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        self.seen.append(source)
        return replace(FakeEvaluator().evaluate(task, source), evaluator=self.edition)

    def close(self) -> None: ...


@pytest.mark.parametrize("order", ["strict", "free"])
@pytest.mark.parametrize(("edition", "again"), [("one", False), ("two", True), ("", True)])
def test_a_verdict_of_another_version_is_not_used_again(
    tmp_path: Path, tweaker: Any, task: Task, seed_program: str, order: Order, edition: str, again: bool
) -> None:
    class Stubborn(tweaker):  # type: ignore[misc] # a class that the fixture hands out
        def text(self, request: object) -> str:
            return "same\n<<<<<<< SEARCH\n    b = 2\n=======\n    b = 7\n>>>>>>> REPLACE"

    def run(attempts: int, evaluator: Versioned) -> list[Attempt]:
        with Store(tmp_path / "run.db") as store:
            engine = Engine(store, evaluator, Stubborn(), Best(), flow=Flow(window=1, batch=1, streams=1, order=order))
            asyncio.run(engine.run([Search(task, 0, attempts, seed_program)]))
            return list(store.attempts())

    first, second = Versioned("one"), Versioned(edition)
    run(6, first)
    assert len(first.seen) == 2  # the seed program and its one child
    log = run(12, second)
    assert bool(second.seen) == again
    assert {a.outcome.evaluator for a in log if a.outcome is not None} == ({"one", edition} if again else {"one"})
