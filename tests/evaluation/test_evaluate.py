"""Evaluation of an invented family, in the real sandbox where it matters and in the fake elsewhere."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eft.evaluation.blocks.pools import instance_hash
from eft.evaluation.blocks.verdict import accept
from eft.evaluation.evaluate import SandboxEvaluator, literals, space
from eft.evaluation.instances import PROFILES, genotypes, instances, limits, standardise
from eft.evaluation.sandbox.fake import FakeSandbox
from eft.evaluation.scorers.additive import golomb
from eft.evaluation.scoring import second_opinion
from eft.types import Direction, InfrastructureError, Known, Limits, Scale, Space, Status, Task, UserError

SCORE = """
from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.verdict import accept, reject

def instance(params, seed):
    return {"n": params["n"], **({} if seed is None else {"shift": seed % 7})}, {"target": 0.25}

def score(public, secret, answer):
    x = real(answer, "x", public["n"])
    if (x < 0).any():
        return reject("x is negative")
    if x[0] == 77:
        raise ZeroDivisionError("bug of the scorer")
    if "reference" in secret:
        return accept(x.sum() / secret["reference"])
    return accept(x.sum(), "repaired" if x[0] == 0.5 else "", {"x": x.tolist()})
"""
OBJECTIVE = """
class Objective:
    kind, low, high = "vector", 0.0, 1.0
    def __init__(self, inputs): self.size = inputs["n"]
    def value(self, z): return -float(sum(z))
    def answer(self, z): return {"x": list(z)}
"""
INITIAL = (Path(__file__).parents[2] / "tasks/packing/circles_in_square/initial.py").read_text


def make(folder: Path, **changes: object) -> Task:
    folder.mkdir(exist_ok=True)
    (folder / "score.py").write_text(SCORE)
    (folder / "objective.py").write_text(OBJECTIVE)
    fields = {
        "id": "d/sum/n=2", "domain": "d", "family": "d/sum", "params": {"n": 2}, "split": "train", "direction": Direction.MAX,
        "unit": "sum", "scale": Scale.GAIN, "representation": "V", "statement": "", "inputs": {"n": "int"}, "outputs": {}, "kind": "fixed",
        "limits": Limits(10.0, 30.0, 256, 1, 100), "cheap_calls": 20, "resolution": 1e-6, "baseline": 0.0,
        "best_known": Known(2.0, "someone", "2026-01-01", "s", "exact"), "far_bound": 3.0, "folder": folder, **changes,
    }  # fmt: skip
    return Task(**fields)  # type: ignore[arg-type]


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return make(tmp_path / "sum")


@pytest.fixture
def hidden(tmp_path: Path) -> Task:
    task = make(tmp_path / "pooled", id="d/sum/pool=p", params={"pool": "p"}, args={"n": 2}, kind="hidden", best_known=None, far_bound=None)
    halves = {}
    for name, first in (("search", 100), ("final", 200)):
        entries = [{"seed": first + i, "reference": 2.0 + i, "hash": instance_hash({"n": 2, "shift": (first + i) % 7})} for i in range(8)]
        halves[name] = entries
    (task.folder / "pool.json").write_text(json.dumps({"version": 1, "pools": {"p": halves}}))
    return task


def fake(profile: str = "cheap", **options: object) -> tuple[SandboxEvaluator, FakeSandbox]:
    runner = FakeSandbox()
    return SandboxEvaluator(profile, runner=runner, **options), runner  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def real() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("cheap", workers=1)
    yield evaluator
    evaluator.close()


def test_mean_over_program_seeds_in_one_child(task: Task) -> None:
    evaluator, runner = fake()
    outcome = evaluator.evaluate(task, "def solve(n, seed): return {'x': [0.5, seed / 10]}")
    assert outcome.status is Status.OK
    assert outcome.scores == pytest.approx((0.5, 0.6, 0.7, 0.8))
    assert outcome.score == pytest.approx(0.65)
    assert outcome.progress == pytest.approx(0.325)
    assert outcome.gap == pytest.approx(math.log10(1.35 / 2))
    assert outcome.reason == "repaired"
    assert outcome.profile == "cheap/fake"
    assert outcome.certificate == {"x": [0.5, 0.3]}
    assert "score 0.65 (sum, larger is better)" in outcome.feedback
    assert len(runner.jobs) == 1
    assert [c.calls for c in runner.jobs[0].calls] == [20] * 4
    assert runner.jobs[0].calls[0].cpu_s is None


def test_given_seeds_are_used_and_final_seeds_are_others(task: Task) -> None:
    source = "def solve(n, seed): return {'x': [0, seed]}"
    assert fake()[0].evaluate(replace(task, far_bound=None), source, seeds=[5, 9]).scores == (5.0, 9.0)
    assert min(fake("train", purpose="final")[0].evaluate(task, source).scores) >= 1_000_000


def test_objective_reaches_the_program_standardised(task: Task) -> None:
    source = """
def solve(n, objective):
    while True: objective([0.5, objective.left / 100])
"""
    evaluator, runner = fake()
    outcome = evaluator.evaluate(task, source, seeds=[0])
    assert outcome.score == pytest.approx(0.7)  # the best point of twenty: [0.5, 0.2]
    (call,) = runner.jobs[0].calls
    values = sorted(-sum(z) for z in genotypes(type("O", (), {"kind": "vector", "size": 2, "low": 0.0, "high": 1.0}), 60))
    low, _, high = statistics.quantiles(values, n=4)
    assert (call.centre, call.spread) == (pytest.approx(statistics.median(values)), pytest.approx((high - low) / 1.35))


def test_spread_of_a_flat_objective_is_one() -> None:
    class Flat:
        kind, size = "bits", 3

        def value(self, z: list[int]) -> float:
            return 4.0

    assert standardise(Flat()) == (4.0, 1.0)


@pytest.mark.parametrize(("kind", "low", "high"), [("bits", 0, 1), ("integers", -2, 3), ("permutation", 0, 0), ("vector", -1.0, 2.0)])
def test_genotypes_fill_their_space(kind: str, low: float, high: float) -> None:
    points = genotypes(type("O", (), {"kind": kind, "size": 9, "low": low, "high": high}), 60)
    assert points == genotypes(type("O", (), {"kind": kind, "size": 9, "low": low, "high": high}), 60)
    if kind == "permutation":
        assert all(sorted(z) == list(range(9)) for z in points)
    elif kind == "vector":
        assert all(low <= v <= high for z in points for v in z)
    else:
        assert {v for z in points for v in z} == set(range(int(low), int(high) + 1))


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def solve(n): return {'x': [1.0]}", Status.INVALID, "x: expected 2 numbers, got 1"),
        ("def solve(n): return {'x': [float('nan'), 1]}", Status.INVALID, "x[0] is nan"),
        ("def solve(n): return {'x': [-1, 1]}", Status.INVALID, "x is negative"),
        ("def solve(n): return {'score': 1e9}", Status.INVALID, "x: missing"),
        ("def solve(n): return 1e9", Status.INVALID, "must return a dict"),
        ("def solve(n): return undefined", Status.ERROR, "line 1, in solve"),
    ],
)
def test_refusals_tell_why(task: Task, source: str, status: Status, words: str) -> None:
    outcome = fake()[0].evaluate(task, source)
    assert (outcome.status, outcome.score, outcome.gap, outcome.scores) == (status, None, None, ())
    assert words in outcome.reason
    assert words in outcome.feedback


def test_a_claimed_score_is_ignored(task: Task) -> None:
    outcome = fake()[0].evaluate(task, "def solve(n): return {'x': [0.5, 0.5], 'score': 1e9, 'valid': True}")
    assert outcome.score == 1.0


def test_second_opinion_of_the_twin(task: Task) -> None:
    ruler = golomb(np.array([0, 1, 4, 9, 11]))
    certificate = ruler.certificate()
    assert second_opinion(task, accept(11.0)) == "no certificate to check"
    assert second_opinion(task, accept(11.0, certificate=certificate)) == "the independent twin agrees"
    with pytest.raises(InfrastructureError, match="twin disagree"):
        second_opinion(task, accept(10.0, certificate=certificate | {"value": "10/1"}))
    with pytest.raises(InfrastructureError, match=r"says 10\.0, its certificate proves 11\.0"):
        second_opinion(task, accept(10.0, certificate=certificate))


def test_quarantine(task: Task) -> None:
    outcome = fake()[0].evaluate(task, "def solve(n): return {'x': [1.5, 1.0]}")
    assert outcome.ok
    assert outcome.quarantined
    assert "better than the best known value 2 (someone)" in outcome.reason
    assert not fake()[0].evaluate(task, "def solve(n): return {'x': [1.0, 1.0]}").quarantined


def test_failing_scorer_is_our_fault_and_named(task: Task) -> None:
    with pytest.raises(InfrastructureError, match=r"scorer of d/sum failed: ZeroDivisionError: bug of the scorer"):
        fake()[0].evaluate(task, "def solve(n): return {'x': [77, 0]}")


def test_hidden_instances(hidden: Task) -> None:
    source = "def solve(n, shift): return {'x': [1, 1]}"
    outcome = fake("train")[0].evaluate(hidden, source)
    assert len(outcome.scores) == 3
    assert set(outcome.scores) <= {2 / (2 + i) for i in range(8)}
    assert outcome.scores == fake("train")[0].evaluate(hidden, source).scores
    draws = {fake("train", secret=secret)[0].evaluate(hidden, source).scores for secret in "abcdefgh"}
    assert len(draws) > 1
    assert len(fake("final")[0].evaluate(hidden, source).scores) == 8  # four times three, but the half has eight
    assert outcome.gap is not None


def test_search_and_final_instances_differ_and_failures_name_theirs(hidden: Task) -> None:
    search = instances(hidden, PROFILES["train"], "search", "s")
    final = instances(hidden, PROFILES["train"], "final", "s")
    assert all(i.secret == {"target": 0.25, "reference": i.secret["reference"]} for i in search)
    assert {i.public["shift"] for i in search} <= {(100 + i) % 7 for i in range(8)}
    assert len(final) == 8
    outcome = fake("train")[0].evaluate(hidden, "def solve(n, shift): return {'x': []}")
    assert outcome.reason.startswith("hidden instance ")


def test_a_changed_instance_is_noticed(hidden: Task) -> None:
    file = hidden.folder / "pool.json"
    file.write_text(file.read_text().replace('"hash": "', '"hash": "0'))
    with pytest.raises(InfrastructureError, match="not the one its reference is for"):
        instances(replace(hidden, id="d/sum/pool=p2"), PROFILES["train"], "search", "s")


def test_limits_of_profiles(task: Task) -> None:
    assert limits(task, PROFILES["final"]) == Limits(10.0, 30.0, 256, 1, 100)
    assert limits(task, PROFILES["train"]) == Limits(2.0, 6.0, 256, 1, 20)
    assert limits(task, PROFILES["cheap"]) == Limits(2.0, 6.0, 256, 1, 20)
    assert limits(task, PROFILES["final"], cpu_s=99.0, wall_s=1.0) == Limits(10.0, 1.0, 256, 1, 100)


def test_space(task: Task) -> None:
    assert space(task) == Space("vector", 2, 0.0, 1.0)
    (task.folder / "objective.py").unlink()
    assert space(task) is None


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x1 = 3.5e-7 + 0x1F # 12\nd = '12' + r'''3 4\n5''' + f(.5, 7)", 4),
        ("a_1 = [1, 2.0, -3j, 1_000]", 4),
        ('"unterminated 5\n6', 1),
        ('"""never closed 5\n6', 0),
        ('"\\" 5" + 6', 1),
        ("", 0),
    ],
)
def test_literals(source: str, count: int) -> None:
    assert literals(source) == count


def test_bad_settings() -> None:
    with pytest.raises(UserError, match="did you mean final"):
        SandboxEvaluator("finall")
    with pytest.raises(UserError, match="purpose x"):
        SandboxEvaluator("cheap", purpose="x", runner=FakeSandbox())
    with pytest.raises(UserError, match="cpu_s=0"):
        SandboxEvaluator("cheap", cpu_s=0.0, runner=FakeSandbox())


def test_too_long_a_program(task: Task) -> None:
    assert fake()[0].evaluate(task, "#" * 1_000_001).status is Status.ERROR


def test_in_the_real_sandbox(real: SandboxEvaluator, task: Task) -> None:
    initial = INITIAL(encoding="utf-8")
    first, second = real.evaluate(task, initial), real.evaluate(task, initial)
    assert first.ok, first.reason
    assert first.scores == second.scores
    assert len({*first.scores}) == 4
    assert first.profile == "cheap/zygote"
    assert real.evaluate(task, "def solve(n): open('/etc/passwd')").status is Status.ERROR


def test_a_program_sees_neither_secret_nor_scorer(real: SandboxEvaluator, task: Task) -> None:
    source = f"""
import gc, os
def solve(n, **rest):
    assert sorted(rest) == ["objective", "seed"], sorted(rest)
    for name in ("score.py", "pool.json", "objective.py"):
        try:
            open({str(task.folder)!r} + "/" + name)
        except OSError:
            continue
        raise SystemError("read " + name)
    return {{"x": [1, 0]}}
"""
    outcome = real.evaluate(task, source)
    assert outcome.ok, outcome.reason
