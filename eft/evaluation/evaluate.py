"""Judges one program on one task: runs it in the sandbox, scores its answers here, and says what the model may know."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Any

from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.compiled import judged, race
from eft.evaluation.instances import PUBLIC_SECRET, Instance, instances, limits, profile_named, space
from eft.evaluation.progress import standing, suspicious
from eft.evaluation.record import record, version
from eft.evaluation.rounds import ROUND_CPU_S, ROUND_WALL_S, TOTAL, hushed_error, hushed_reason, in_rounds, play
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.sandbox.protocol import Call, Job, Result, Sandbox
from eft.evaluation.sandbox.timed import Ending
from eft.evaluation.sandbox.verdict import printable
from eft.evaluation.sandbox.zygote import ZygoteSandbox
from eft.evaluation.scoring import guarded, judge, second_opinion, sound
from eft.evaluation.tasks import is_kernel, is_timed, load_module
from eft.evaluation.timed import contest, words
from eft.evaluation.timing.lane import KernelLane
from eft.evaluation.timing.programs import Lane, Wrong
from eft.types import Limits, Outcome, Status, Task, UserError

__all__ = ["PUBLIC_SECRET", "SandboxEvaluator", "judge", "literals", "second_opinion", "space"]

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
    rounds: list[int] = field(default_factory=list)  # of every run, for tasks that are played in rounds


class _Stopped(Exception):
    """A round without an answer: its status and what may be said of it."""

    def __init__(self, status: Status, reason: str, log: str = "") -> None:
        super().__init__(reason)
        self.status, self.reason, self.log = status, reason, log


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
        self._lane = Lane(self._sandbox.walls) if isinstance(self._sandbox, ZygoteSandbox) else None
        self._kernels = KernelLane()

    @property
    def profile(self) -> str:
        """`profile/sandbox`, stored with every outcome."""
        return f"{self._name}/{self._sandbox.name}"

    def version(self, task: Task) -> str:
        """Version of the code that judges `task`, stored with every outcome."""
        return version(task)

    def close(self) -> None:
        """End the sandbox."""
        if self._lane is not None:
            self._lane.close()
        self._kernels.close()
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
        trial.literals, runs = literals(source), list[_Run]()
        if is_kernel(task):
            return self._compiled(trial, source)
        if is_timed(task):
            return self._timed(trial, source)
        if in_rounds(task):
            return self._in_rounds(trial, source)
        chosen = instances(task, self._profile, self._purpose, self._secret)
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

    def _timed(self, trial: _Trial, source: str) -> Outcome:
        """The same for a task whose score is a speed: one measurement against the seed program. Program seeds mean nothing to it."""
        task = trial.task
        if self._lane is None:
            raise UserError(f"task {task.id}: its programs are timed, which needs sandbox=zygote, not {self._sandbox.name}")

        def judged(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
            return judge(task, Instance("", public, secret, None), answer)

        plan = contest(task, self._profile, trial.limits, judged)
        try:
            speed = self._lane.measure(plan, source, task.initial, trial.results)
        except Ending as ending:
            return self._failed(trial, ending.result.status, ending.result.error, ending.result.log)
        except Wrong as wrong:
            return self._failed(trial, Status.INVALID, str(wrong))
        instance = Instance("", {}, {}, None)
        return self._scored(trial, [_Run(instance, 0, Verdict(True, speed.ratio.low, words(speed)))])

    def _compiled(self, trial: _Trial, source: str) -> Outcome:
        """The same for a task whose programs are C: one measurement by the kernel timer, which has walls of its own."""
        task, began = trial.task, time.monotonic()
        report = self._kernels.measure(*race(task, self._profile, trial.limits), source, task.initial)
        walls = f"kernel timer, compiler: {report.compiled}"
        trial.results.append(Result(Status.OK, seconds=time.monotonic() - began, walls=walls))
        verdict = judged(report)
        if not verdict.valid:
            return self._failed(trial, Status.INVALID, verdict.reason)
        return self._scored(trial, [_Run(Instance("", {}, {}, None), 0, verdict)])

    def _in_rounds(self, trial: _Trial, source: str) -> Outcome:
        """The same for a task that is played in rounds: a child for every round of every run.

        In the cheap profile every program seed plays another instance (as far as there are any), so that luck on one is no gain.
        """
        task, seeds, profile = trial.task, trial.seeds, self._profile
        if profile.together:
            chosen = instances(task, replace(profile, instances=len(seeds)), self._purpose, self._secret)
            pairs = list(zip(cycle(chosen), seeds, strict=False))
        else:
            chosen = instances(task, profile, self._purpose, self._secret)
            pairs = [(instance, seed) for instance in chosen for seed in seeds]
        runs = list[_Run]()
        for instance, seed in pairs:
            try:
                runs.append(_Run(instance, seed, self._play(trial, source, instance, seed)))
            except _Stopped as stop:
                return self._failed(trial, stop.status, _where(instance, chosen) + stop.reason, stop.log)
            verdict = runs[-1].verdict
            if not verdict.valid:
                reason = verdict.reason if trial.rounds[-1] == 1 else hushed_reason(verdict.reason)
                return self._failed(trial, Status.INVALID, _where(instance, chosen) + reason, "")
        return self._scored(trial, runs)

    def _play(self, trial: _Trial, source: str, instance: Instance, seed: int) -> Verdict:
        """One run. Raises _Stopped if a round ends without an answer."""
        task, bounds, first = trial.task, trial.limits, len(trial.results)
        module = load_module(task, "score")
        trial.rounds.append(0)

        def call(inputs: dict[str, Any]) -> Any:
            done = trial.results[first:]
            cpu_s = TOTAL * bounds.cpu_s + ROUND_CPU_S * len(done) - sum(result.cpu_s for result in done)
            wall_s = TOTAL * bounds.wall_s + ROUND_WALL_S * len(done) - sum(result.seconds for result in done)
            together = f"all rounds together reached {TOTAL:g} times the time limit of one round"
            if min(cpu_s, wall_s) <= 0:
                raise _Stopped(Status.TIMEOUT, together)
            limit = replace(bounds, cpu_s=min(cpu_s, bounds.cpu_s), wall_s=min(wall_s, bounds.wall_s))
            given = None if self._profile.together else bounds.cpu_s
            result = self._sandbox.run(Job(source, (Call(inputs, seed, given),), limit))
            trial.results.append(result)
            trial.rounds[-1] += 1
            if result.status is Status.TIMEOUT and limit != bounds:
                raise _Stopped(Status.TIMEOUT, together)
            if result.status is not Status.OK:
                if not done:
                    raise _Stopped(result.status, result.error, result.log)
                # what the program says may hold what it was told
                own = result.status in (Status.ERROR, Status.INVALID, Status.MEMORY, Status.OUTPUT)
                raise _Stopped(result.status, hushed_error(result.error, source) if own else result.error)
            return result.answers[0]

        def reply(*arguments: Any) -> Any:
            return guarded(task, "reply", module.reply, *arguments)

        def score(*arguments: Any) -> Verdict:
            return sound(task, guarded(task, "scorer", module.score, *arguments))

        assert bounds.calls is not None  # tasks that are played in rounds say how many
        return play(instance.public, instance.secret, bounds.calls, call, reply, score)

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

    def _failed(self, trial: _Trial, status: Status, reason: str, log: str | None = None) -> Outcome:
        if log is None:
            log = trial.results[-1].log if trial.results else ""
        log = log.strip()[-300:]
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
            "record": record(trial.limits, trial.seeds, results) | ({"rounds": trial.rounds} if trial.rounds else {}),
        }


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
