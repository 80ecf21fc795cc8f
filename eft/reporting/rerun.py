"""Run a best program once more, in the sandbox, for the construction that it returns."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from eft.evaluation.evaluate import PUBLIC_SECRET, SandboxEvaluator
from eft.evaluation.instances import PROFILES
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.sandbox.protocol import Job, Result, Sandbox
from eft.reporting.sections import Answer
from eft.types import Direction, InfrastructureError, Outcome, Status, Task, UserError


class Recorder:
    """A sandbox that keeps the answers it hands on."""

    def __init__(self, inner: Sandbox) -> None:
        self._inner = inner
        self.name = inner.name
        self.answers: list[Any] = []

    def run(self, job: Job) -> Result:
        """Run one job and keep its answers."""
        result = self._inner.run(job)
        self.answers += result.answers
        return result

    def close(self) -> None:
        """Nothing: the inner sandbox belongs to somebody else."""


class Rerunner:
    """Runs programs under the profile of their recorded outcome. The sandbox opens at the first program, and is `zygote` whatever
    the run itself used; where it can't be had, the answer is a text that says why."""

    def __init__(self, secret: str = PUBLIC_SECRET, open_: Callable[[], Sandbox] = open_sandbox) -> None:
        self._secret, self._open = secret, open_
        self._sandbox: Sandbox | None = None

    def __call__(self, task: Task, source: str, outcome: Outcome) -> Answer:
        """The answer of the best of its runs, or why there is none."""
        profile = outcome.profile.partition("/")[0]
        if outcome.trust == "folder":
            return "its folder's own evaluator judged it, and showed no answer"
        if profile not in PROFILES:
            return f"the outcome was not made in a sandbox (profile {profile or 'unknown'})"
        try:
            self._sandbox = self._sandbox or self._open()
            recorder = Recorder(self._sandbox)
            again = SandboxEvaluator(profile, secret=self._secret, runner=recorder).evaluate(task, source)
        except (UserError, InfrastructureError) as error:
            return str(error)
        if again.status is not Status.OK:
            return f"run again, the program ended as {again.status}: {again.reason}"
        pick = max if task.direction is Direction.MAX else min
        best = recorder.answers[again.scores.index(pick(again.scores))]
        return best if isinstance(best, dict) else "solve returned no mapping"

    def __enter__(self) -> Rerunner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
