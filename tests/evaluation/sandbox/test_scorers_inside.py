"""Candidates may use the compiled scorers in their inner loops; nothing they do to them outlives the job."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eft.evaluation.sandbox.protocol import Call, Job
from eft.evaluation.sandbox.zygote import ZygoteSandbox
from eft.types import Limits, Status

USE = """
import numpy as np
import eft_scorers

def solve(n):
    half = np.full(1, 0.5)
    return [eft_scorers.golomb(np.array([0, 1, 4, 9, 11])).value, eft_scorers.circles_in_square(half, half, half).sum / 2**46]
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ZygoteSandbox]:
    pool = ZygoteSandbox(1)
    yield pool
    pool.close()


def run(sandbox: ZygoteSandbox, source: str) -> tuple[Status, object]:
    result = sandbox.run(Job(source, (Call({"n": 1}),), Limits(cpu_s=5.0, wall_s=20.0, memory_mb=256)))
    return result.status, result.answers[0] if result.answers else result.error


def test_a_candidate_calls_the_scorers(sandbox: ZygoteSandbox) -> None:
    assert run(sandbox, USE) == (Status.OK, [11.0, 0.5])


def test_a_patched_scorer_dies_with_its_job(sandbox: ZygoteSandbox) -> None:
    patch = "import eft_scorers\ndef solve(n):\n    eft_scorers.golomb = None\n    return eft_scorers.golomb is None"
    assert run(sandbox, patch) == (Status.OK, True)
    assert run(sandbox, USE) == (Status.OK, [11.0, 0.5])


def test_the_module_gives_no_way_to_the_package(sandbox: ZygoteSandbox) -> None:
    status, error = run(sandbox, "import eft_scorers\ndef solve(n):\n    return open(eft_scorers.__file__, 'rb').read(1)")
    assert status is Status.ERROR
    assert "PermissionError" in str(error)
    status, error = run(sandbox, "import eft\ndef solve(n): return 1")
    assert status is Status.ERROR
    assert "No module named 'eft'" in str(error)
