"""The protocol of rounds on an invented family: find a hidden number by asking whether it is below another one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eft.evaluation.blocks.pools import instance_hash
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.instances import PROFILES, limits
from eft.evaluation.rounds import MAX_STATE, hushed_error, hushed_reason
from eft.evaluation.sandbox.fake import FakeSandbox
from eft.types import Direction, InfrastructureError, Limits, Scale, Status, Task

SCORE = """
from eft.evaluation.blocks.answers import whole
from eft.evaluation.blocks.verdict import accept, reject

def instance(params, seed):
    return {"n": params["n"], "reply": -1}, {"hidden": seed % params["n"]}

def reply(public, secret, past, out):
    ask = whole(out, "ask", 0, 99)
    if ask == 77:
        raise ZeroDivisionError("bug of the family")
    past = {"spent": past.get("spent", 0) + 1}
    return past, None if ask == 66 else {"reply": int(secret["hidden"] < ask)}

def score(public, secret, answer):
    if "answer" not in answer:
        return accept(1000 + secret["spent"])
    if whole(answer, "answer", 0, public["n"] - 1) != secret["hidden"]:
        return reject("answer: not the hidden number")
    return accept(secret.get("spent", 0))
"""
BISECT = """
import json
def solve(n, round, rounds, state, reply):
    low, high = json.loads(state) if round else (0, n)
    if round:
        middle = (low + high) // 2
        low, high = (low, middle) if reply else (middle, high)
    if high - low == 1:
        return {"answer": low}
    return {"ask": (low + high) // 2, "state": json.dumps([low, high]).encode()}
"""
HIDDEN = [3, 5, 0, 7, 1, 2, 6, 4]


@pytest.fixture
def task(tmp_path: Path) -> Task:
    folder = tmp_path / "number"
    folder.mkdir()
    (folder / "score.py").write_text(SCORE)
    halves = {
        name: [{"seed": first + hidden, "reference": 1.0, "hash": instance_hash({"n": 8, "reply": -1})} for hidden in HIDDEN]
        for name, first in (("search", 800), ("final", 1600))
    }
    (folder / "pool.json").write_text(json.dumps({"version": 1, "pools": {"p": halves}}))
    return Task(
        id="d/number/pool=p", domain="d", family="d/number", params={"pool": "p"}, split="train", direction=Direction.MIN, unit="questions",
        scale=Scale.GAIN, representation="R", statement="", inputs={}, outputs={}, kind="hidden", limits=Limits(2.0, 6.0, 256, 1, 10),
        cheap_calls=6, resolution=0.5, baseline=8.0, best_known=None, far_bound=None, folder=folder, args={"n": 8},
    )  # fmt: skip


@pytest.fixture
def fake() -> Iterator[tuple[SandboxEvaluator, FakeSandbox]]:
    runner = FakeSandbox()
    evaluator = SandboxEvaluator("cheap", runner=runner)
    yield evaluator, runner
    evaluator.close()


@pytest.fixture(scope="module")
def real() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("cheap", workers=1)
    yield evaluator
    evaluator.close()


def test_questions_are_counted_and_every_round_is_a_job_of_its_own(task: Task, fake: tuple[SandboxEvaluator, FakeSandbox]) -> None:
    evaluator, runner = fake
    outcome = evaluator.evaluate(task, BISECT)
    assert outcome.status is Status.OK, outcome.reason
    assert outcome.scores == (3.0,) * 4  # eight numbers, three questions
    assert outcome.record["rounds"] == [4] * 4
    assert [len(job.calls) for job in runner.jobs] == [1] * 16
    assert [job.calls[0].inputs["round"] for job in runner.jobs[:4]] == [0, 1, 2, 3]
    assert {job.calls[0].inputs["rounds"] for job in runner.jobs} == {6}
    assert runner.jobs[0].calls[0].inputs["state"] == b""
    assert set(runner.jobs[3].calls[0].inputs) == {"n", "round", "rounds", "state", "reply"}
    assert [job.calls[0].seed for job in runner.jobs[::4]] == [0, 1, 2, 3]


def test_every_seed_of_the_cheap_profile_plays_another_instance(task: Task, fake: tuple[SandboxEvaluator, FakeSandbox]) -> None:
    count = BISECT.replace('{"answer": low}', '{"answer": low} if low == n // 2 else {"ask": 66}')
    scores = fake[0].evaluate(task, count, seeds=range(8)).scores
    assert sorted(scores) == [3.0, *[1004.0] * 7]  # one of eight instances hides 4; the others end with a fourth question


def test_rounds_are_not_scaled_by_the_profile(task: Task) -> None:
    assert limits(task, PROFILES["train"]).calls == limits(task, PROFILES["final"]).calls == 10
    assert limits(task, PROFILES["cheap"]).calls == 6


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def solve(**_): return {'ask': 1}", "no answer within 6 rounds"),
        ("def solve(**_): return {'answer': 9}", "answer is 9, expected 0..7"),
        ("def solve(**_): return {'ask': -1}", "ask is -1, expected 0..99"),
        ("def solve(**_): return 7", "solve must return a dict with `ask` and `state`, or with `answer`, got int"),
        ("def solve(**_): return {'ask': 1, 'state': 'text'}", "state: expected bytes, got str"),
        (
            f"def solve(**_): return {{'ask': 1, 'state': bytes({MAX_STATE + 1})}}",
            f"state: {MAX_STATE + 1} bytes, at most {MAX_STATE} allowed",
        ),
    ],
)
def test_refusals(task: Task, fake: tuple[SandboxEvaluator, FakeSandbox], source: str, reason: str) -> None:
    outcome = fake[0].evaluate(task, source)
    assert outcome.status is Status.INVALID
    assert outcome.reason.endswith((reason, hushed_reason(reason)))


def test_the_largest_state_comes_back(task: Task, fake: tuple[SandboxEvaluator, FakeSandbox]) -> None:
    source = f"def solve(round, state, **_): return {{'ask': 66 if round else 1, 'state': bytes([len(state) // 65536 + 1]) * {MAX_STATE}}}"
    assert fake[0].evaluate(task, source).scores == (1002.0,) * 4


def test_a_bug_of_the_family_is_no_verdict(task: Task, fake: tuple[SandboxEvaluator, FakeSandbox]) -> None:
    with pytest.raises(InfrastructureError, match=r"reply of d/number failed: ZeroDivisionError: bug of the family"):
        fake[0].evaluate(task, "def solve(**_): return {'ask': 77}")


def test_what_a_program_has_been_told_is_not_in_the_feedback(task: Task, real: SandboxEvaluator) -> None:
    told = BISECT.replace('return {"answer": low}', 'print("secret", low); raise ValueError(f"hidden {low}")')
    outcome = real.evaluate(task, told)
    assert outcome.status is Status.ERROR
    assert "ValueError (the text is not shown" in outcome.reason
    assert "line 9: " in outcome.reason
    assert "last output" not in outcome.feedback
    first = real.evaluate(task, "def solve(**_):\n    print('seen')\n    raise ValueError('plain words')")
    assert "plain words" in first.reason
    assert "seen" in first.feedback
    coded = real.evaluate(task, BISECT.replace('{"answer": low}', '{"answer": 1000 + low}'))
    assert coded.status is Status.INVALID
    assert "answer is #, expected #..#" in coded.reason


def test_a_forged_error_text_tells_nothing() -> None:
    assert hushed_error("hidden is 5", "a\nb") == "what it returned cannot be read (the text is not shown: the program had seen replies)"
    assert hushed_error("line 2, in f: hidden 5\nline 99: x\nSecret5: x", "a\nb").split("\n")[0] == "line 2: b"
    assert "Secret5" not in hushed_error("Secret5: x", "")


def test_nothing_but_the_state_outlives_a_round(task: Task, real: SandboxEvaluator) -> None:
    """A program that leaves notes wherever it can finds none of them in the next round or the next run."""
    source = """
import builtins, os, sys, json, random
NOTES = []
def solve(n, round, state, reply, seed, **_):
    found = [bool(NOTES), hasattr(builtins, "note"), "note" in os.environ, hasattr(json, "note"), "note" in sys.modules, hasattr(sys, "note")]
    for path in ("/tmp/eft-round-note", "/dev/shm/eft-round-note", "eft-round-note"):
        found.append(os.access(path, os.F_OK))
        try:
            open(path, "w").write("x")
        except OSError:
            pass
    NOTES.append(1)
    builtins.note = json.note = sys.note = sys.modules["note"] = 1
    os.environ["note"] = "1"
    if any(found):
        return {"answer": -1}
    if round == 0 and state:
        return {"answer": -2}
    return {"ask": 66 if round == 3 else 1, "state": b"kept"} if round == 0 or state == b"kept" else {"answer": -3}
"""
    outcome = real.evaluate(task, source)
    assert outcome.status is Status.OK, outcome.reason
    assert outcome.scores == (1004.0,) * 4


def test_a_run_ends_when_all_its_rounds_together_took_too_long(task: Task) -> None:
    evaluator = SandboxEvaluator("train", workers=1, cpu_s=0.1)
    try:
        source = "import time\ndef solve(**_):\n    start = time.process_time()\n    while time.process_time() < start + 0.08: pass\n    return {'ask': 1}"
        outcome = evaluator.evaluate(task, source)
    finally:
        evaluator.close()
    assert outcome.status is Status.TIMEOUT
    assert 5 <= outcome.record["rounds"][0] <= 8  # 0.4 s and 0.02 s a round, at 0.08 s or more each
    assert "all rounds together reached 4 times the time limit of one round" in outcome.reason
