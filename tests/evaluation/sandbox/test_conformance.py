"""Every hostile program by its number: its verdict, and that the host is unharmed after it.

One case: `pytest tests/evaluation/sandbox/test_conformance.py -k "[47]"`.
"""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest
from hostile import BY_ID, CASES, Case
from hostile.host import Host, attacked, offspring

from eft.evaluation.sandbox.child import landlock
from eft.evaluation.sandbox.zygote import Walls
from eft.types import Status

OLD = [case for case in CASES if 24 <= case.number <= 78]  # what Landlock of later kernels forbids, and the filter must


def skip_elsewhere(case: Case) -> None:
    if case.x86_only and os.uname().machine != "x86_64":
        pytest.skip("x86-64 call numbers")


def check(host: Host, case: Case) -> None:
    skip_elsewhere(case)
    zygote, children = host.zygote, offspring(os.getpid())
    result = host.attack(case)
    assert result.status in case.statuses, (result.status, result.error, result.answers)
    assert case.answer is None or [repr(answer) for answer in result.answers] == [case.answer]
    assert re.search(case.says, result.error + result.log), result.error + result.log
    assert host.unharmed(result, case, zygote, children) == []
    if case.judged and result.status is Status.OK:
        assert result.answers[0] <= 2 - math.sqrt(2)  # the best sum there is


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(host: Host, case: Case) -> None:
    check(host, case)


@pytest.mark.parametrize("case", OLD, ids=lambda case: case.id)
def test_case_under_the_oldest_landlock(oldest: Host, case: Case) -> None:
    check(oldest, case)


@pytest.mark.parametrize("abi", range(2, 6))
def test_every_older_landlock_and_the_filter_hold_together(abi: int, tmp_path: Path) -> None:
    """Where the ABIs differ: rename and link (2), truncate (3), TCP (4), device ioctls (5), signals and abstract sockets (6)."""
    if abi > landlock.abi():
        pytest.skip(f"this kernel's Landlock is of ABI {landlock.abi()}")
    with attacked(tmp_path, Walls(abi=abi)) as older:
        assert older.run("def solve(**_): return 1").walls == f"landlock{abi} seccomp"
        for case in ("32c", "32d", "33b", "42b", "60", "60b", "60c", "60f", "61", "74", "75", "77", "77b"):
            check(older, BY_ID[case])


def test_the_servers_share_no_writable_memory_with_their_children(host: Host) -> None:
    for server in host.servers():
        lines = Path(f"/proc/{server}/maps").read_text().splitlines()
        assert lines
        assert not [line for line in lines if line.split()[1][1] == "w" and line.split()[1][3] == "s"]


def test_no_number_of_the_list_is_missing_or_twice() -> None:
    assert {case.number for case in CASES} >= {*range(1, 109), 112, 114, 115, 116, 127, 128, 129, 130, 131, 132, 134, 135}
    assert len(BY_ID) == len(CASES)
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(str(case.number) in BY_ID for case in CASES)  # the plain number stands for the case of the list
