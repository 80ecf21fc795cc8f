"""Which end of a child means what, by hand-made ends."""

from __future__ import annotations

import signal

import pytest

from eft.evaluation.sandbox.child.frame import encode
from eft.evaluation.sandbox.exchange import Ended, Kill
from eft.evaluation.sandbox.fake import FakeSandbox
from eft.evaluation.sandbox.protocol import Call, Job
from eft.evaluation.sandbox.verdict import Unconfined, printable, result
from eft.types import Limits, Status

LIMITS = Limits(cpu_s=1.0, wall_s=3.0, memory_mb=100)


def report(**changes: object) -> bytearray:
    return bytearray(b"R" + encode({"status": "ok", "error": "", "answers": [1], "used": [0], **changes}))


def status(ended: Ended, excuse: bool = True) -> Status:
    return result(ended, LIMITS, 1, excuse=excuse).status


def test_an_answer() -> None:
    out = result(Ended(seconds=0.5, cpu_s=0.25, max_rss_mb=30, result=report(), log=bytearray(b"hi\x07\xff")), LIMITS, 1, excuse=True)
    assert (out.status, out.answers, out.seconds, out.cpu_s, out.log) == (Status.OK, (1,), 0.5, 0.25, "hi\\x07\\xff")


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (Ended(kill=Kill.LOG), Status.OUTPUT),
        (Ended(kill=Kill.OUTPUT), Status.OUTPUT),
        (Ended(kill=Kill.CPU), Status.TIMEOUT),
        (Ended(exit=-signal.SIGXCPU, result=bytearray(b"R")), Status.TIMEOUT),
        (Ended(cpu_s=1.5, result=report()), Status.TIMEOUT),
        (Ended(exit=-signal.SIGSYS, result=bytearray(b"R")), Status.VIOLATION),
        (Ended(exit=-signal.SIGSEGV, result=bytearray(b"R")), Status.CRASH),
        (Ended(exit=-signal.SIGSEGV, max_rss_mb=95, result=bytearray(b"R")), Status.MEMORY),
        (Ended(exit=-34, result=bytearray(b"R")), Status.CRASH),
        (Ended(exit=0, result=bytearray(b"R")), Status.CRASH),
        (Ended(exit=3, result=report()), Status.CRASH),
        (Ended(result=report(status="memory", error="x")), Status.MEMORY),
        (Ended(result=report(status="timeout")), Status.INVALID),
        (Ended(result=report(used=[True])), Status.INVALID),
        (Ended(result=report(answers=[])), Status.INVALID),
        (Ended(result=report(extra=1)), Status.INVALID),
        (Ended(result=bytearray(b"Rxx")), Status.INVALID),
    ],
)
def test_status(ended: Ended, expected: Status) -> None:
    assert status(ended) is expected
    assert status(ended, excuse=False) is expected


def test_wall_excess_of_a_busy_machine_is_excused_but_not_for_ever() -> None:
    busy = Ended(kill=Kill.WALL, seconds=3.0, cpu_s=0.5, waited_s=2.2)
    assert status(busy) is Status.INFRA
    assert status(busy, excuse=False) is Status.TIMEOUT


def test_wall_excess_of_a_sleeper_is_a_timeout() -> None:
    assert status(Ended(kill=Kill.WALL, seconds=3.0, cpu_s=0.1, waited_s=0.1)) is Status.TIMEOUT


def test_a_kill_from_outside_is_excused_but_not_for_ever() -> None:
    killed = Ended(exit=-signal.SIGKILL, result=bytearray(b"R"))
    assert status(killed) is Status.INFRA
    assert status(killed, excuse=False) is Status.CRASH


def test_an_end_before_confinement_is_no_verdict() -> None:
    with pytest.raises(Unconfined):
        result(Ended(exit=1), LIMITS, 1, excuse=False)


def test_text_is_made_printable_and_keeps_its_end() -> None:
    assert printable("a\x1b[31m\ud800\nb\u202e", 100) == "a\\x1b[31m\\ud800\nb\\u202e"
    assert printable("x" * 50 + "end", 10) == "xxxxxxxend"
    assert printable("\0" * 10, 10) == "…0\\x00\\x00"


def test_the_fake_runs_the_same_runner() -> None:
    fake = FakeSandbox()
    assert fake.run(Job("def solve(n): return n", (Call({"n": 4}),), LIMITS)).answers == (4,)
    assert fake.run(Job("def solve(n): return 1 / 0", (Call({"n": 4}),), LIMITS)).error.endswith("ZeroDivisionError: division by zero")
    assert len(fake.jobs) == 2
