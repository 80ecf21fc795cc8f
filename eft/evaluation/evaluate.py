"""Judges one program on one task: runs it in the sandbox, scores its answers here, and says what the model may know."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eft.evaluation.blocks.verdict import Reject, Verdict
from eft.evaluation.instances import PUBLIC_SECRET, Instance, instances, limits, profile_named, space
from eft.evaluation.progress import standing, suspicious
from eft.evaluation.record import record, version
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.sandbox.protocol import Call, Job, Result, Sandbox
from eft.evaluation.sandbox.verdict import printable
from eft.evaluation.tasks import load_module
from eft.types import InfrastructureError, Limits, Outcome, Status, Task, UserError

__all__ = ["PUBLIC_SECRET", "SandboxEvaluator", "literals", "space"]

MAX_FEEDBACK = 2000
MAX_SOURCE = 1_000_000  # characters
FINAL_SEED = 1_000_000  # program seeds of reported verdicts start here, so that none was selected on
TOKEN = re.compile(  # every alternative takes what it began with to its end or to the end of the text: linear time on any input
    r"#[^\n]*"
    r"|(?:\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)|'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"(?:[^\"\\\n]|\\.)*(?:\"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))"
    r"|[^\W\d]\w*"
    r"|(?P<number>(?:\d|\.\d)(?:[\w.]|(?<=[eE])[+-])*)",
    re.DOTALL | re.MULTILINE,
)


def literals(source: str) -> int:
    """How many numeric literals `source` has. By tokens: a parser can be made to fail by the text it reads."""
    return sum(match.lastgroup == "number" for match in TOKEN.finditer(source))


@dataclass(frozen=True, slots=True)
class _Run:
    """One call's verdict. `value` is None if the answer was refused."""

    instance: Instance
    seed: int
    verdict: Verdict


@dataclass(slots=True)
class _Trial:
    """One program on its way to a verdict: what it ran under, and what came of its children so far."""

    task: Task
    seeds: tuple[int, ...]
    limits: Limits
    results: list[Result] = field(default_factory=list)
    literals: int = 0


class SandboxEvaluator:
    """Evaluates programs under a profile (cheap | train | final | campaign) in a sandbox (zygote | jail | unsafe).

    workers: children at a time. secret: draws the hidden instances. purpose: `search`, or `final` for reported verdicts (other
    instances and program seeds; by default that of the profile). cpu_s, wall_s tighten the task's limits. A `runner` given
    replaces the sandbox. Thread-safe.
    """

    def __init__(
        self,
        profile: str = "train",
        sandbox: str = "zygote",
        workers: int = 1,
        secret: str = PUBLIC_SECRET,
        *,
        purpose: str | None = None,
        cpu_s: float | None = None,
        wall_s: float | None = None,
        runner: Sandbox | None = None,
    ) -> None:
        for name, value in (("cpu_s", cpu_s), ("wall_s", wall_s)):
            if value is not None and not value > 0:
                raise UserError(f"{name}={value}: expected a positive number of seconds")
        self._name, self._profile = profile, profile_named(profile)
        self._purpose = purpose or ("final" if profile in ("final", "campaign") else "search")
        if self._purpose not in ("search", "final"):
            raise UserError(f"purpose {self._purpose}: expected search or final")
        self._secret, self._cpu_s, self._wall_s = secret, cpu_s, wall_s
        self._sandbox: Sandbox = open_sandbox(sandbox, workers) if runner is None else runner

    @property
    def profile(self) -> str:
        """`profile/sandbox`, stored with every outcome."""
        return f"{self._name}/{self._sandbox.name}"

    def version(self, task: Task) -> str:
        """Version of the code that judges `task`, stored with every outcome."""
        return version(task)

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        """The verdict on `source`: the mean over its runs (every instance with every program seed), stopped at the first failure.

        Raises InfrastructureError if the machine or the family's trusted code failed, never on the candidate's account.
        """
        if seeds is None:
            first = FINAL_SEED if self._purpose == "final" else 0
            seeds = range(first, first + self._profile.seeds)
        bounds = limits(task, self._profile, self._cpu_s, self._wall_s)
        trial = _Trial(task, tuple(seeds), bounds)
        if len(source) > MAX_SOURCE:
            return self._failed(trial, Status.ERROR, f"the program has {len(source)} characters, at most {MAX_SOURCE} allowed")
        chosen = instances(task, self._profile, self._purpose, self._secret)
        trial.literals, runs = literals(source), list[_Run]()
        for instance in chosen:
            for group in [tuple(seeds)] if self._profile.together else [(seed,) for seed in seeds]:
                result = self._sandbox.run(self._job(source, instance, group, bounds))
                trial.results.append(result)
                if result.status is not Status.OK:
                    return self._failed(trial, result.status, _where(instance, chosen) + result.error)
                for seed, answer in zip(group, result.answers, strict=True):
                    runs.append(_Run(instance, seed, judge(task, instance, answer)))
                    if not runs[-1].verdict.valid:
                        return self._failed(trial, Status.INVALID, _where(instance, chosen) + runs[-1].verdict.reason)
        return self._scored(trial, runs)

    def _job(self, source: str, instance: Instance, seeds: Sequence[int], bounds: Limits) -> Job:
        cpu_s = None if self._profile.together else bounds.cpu_s
        objective = (instance.objective, bounds.calls, instance.centre, instance.spread)
        return Job(source, tuple(Call(instance.public, seed, cpu_s, *objective) for seed in seeds), bounds)

    def _scored(self, trial: _Trial, runs: Sequence[_Run]) -> Outcome:
        task = trial.task
        values = tuple(_value(run) for run in runs)
        score = sum(values) / len(values)
        alarms = [f"{alarm}; {second_opinion(task, run.verdict)}" for run in runs if (alarm := suspicious(task, _value(run)))]
        best = max(runs, key=lambda run: _value(run) if task.direction == "max" else -_value(run))
        notes = list(dict.fromkeys(run.verdict.reason for run in runs if run.verdict.reason))
        stand = standing(task, score)
        reason = printable("; ".join([*notes[:1], *(f"quarantined: {alarm}" for alarm in alarms[:1])]), MAX_FEEDBACK)
        return Outcome(
            Status.OK,
            score=score,
            reason=reason,
            feedback=_feedback(task, score, values, notes),
            scores=values,
            quarantined=bool(alarms),
            gap=None if stand is None else stand.gap,
            progress=None if stand is None else stand.progress,
            certificate=best.verdict.certificate,
            **self._common(trial),
        )

    def _failed(self, trial: _Trial, status: Status, reason: str) -> Outcome:
        log = trial.results[-1].log.strip()[-300:] if trial.results else ""
        feedback = f"{status}: {reason}" + (f"\nlast output of the program:\n{log}" if log else "")
        return Outcome(status, reason=printable(reason, MAX_FEEDBACK), feedback=printable(feedback, MAX_FEEDBACK), **self._common(trial))

    def _common(self, trial: _Trial) -> dict[str, Any]:
        """What every outcome has, whatever its verdict."""
        results = trial.results
        return {
            "profile": self.profile,
            "literals": trial.literals,
            "seconds": sum(r.seconds for r in results),
            "cpu_s": sum(r.cpu_s for r in results),
            "max_rss_mb": max((r.max_rss_mb for r in results), default=0.0),
            "evaluator": version(trial.task),
            "record": record(trial.limits, trial.seeds, results),
        }


def judge(task: Task, instance: Instance, answer: Any) -> Verdict:
    """The family's verdict on one decoded answer. Raises InfrastructureError naming the family if its scorer fails."""
    score: Callable[..., Verdict] = load_module(task, "score").score
    try:
        verdict = score(instance.public, instance.secret, answer)
    except Reject as refusal:
        return Verdict(False, None, str(refusal))
    except Exception as error:  # the family's own code may raise anything; the fault is ours and is named
        raise InfrastructureError(f"scorer of {task.family} failed: {type(error).__name__}: {error}") from error
    if verdict.valid and (verdict.value is None or not abs(verdict.value) < float("inf")):
        raise InfrastructureError(f"scorer of {task.family} accepted an answer with the value {verdict.value}")
    return verdict


def second_opinion(task: Task, verdict: Verdict) -> str:
    """What the independent twin says of a value that needs to be verified again. Raises InfrastructureError if it disagrees."""
    from eft.evaluation.verify.certificate import check
    from eft.evaluation.verify.plain import Refuted

    if verdict.certificate is None or "format" not in verdict.certificate:
        return "no certificate to check"
    try:
        proved = float(check(verdict.certificate))
    except Refuted as refusal:
        raise InfrastructureError(f"scorer of {task.family} and its independent twin disagree: {refusal}") from refusal
    if task.kind == "fixed" and not math.isclose(proved, verdict.value or 0.0, rel_tol=1e-15):
        raise InfrastructureError(f"scorer of {task.family} says {verdict.value}, its certificate proves {proved}")
    return "the independent twin agrees"


def _value(run: _Run) -> float:
    assert run.verdict.value is not None  # judge saw to it
    return run.verdict.value


def _where(instance: Instance, chosen: Sequence[Instance]) -> str:
    return f"{instance.label}: " if instance.label and len(chosen) > 1 else ""


def _feedback(task: Task, score: float, values: Sequence[float], notes: Sequence[str]) -> str:
    lines = [f"score {score:.10g} ({task.unit}, {'larger' if task.direction == 'max' else 'smaller'} is better)"]
    if len({*values}) > 1:
        lines.append("runs: " + ", ".join(f"{value:.10g}" for value in values))
    return printable("\n".join([*lines, *notes[:3]]), MAX_FEEDBACK)
