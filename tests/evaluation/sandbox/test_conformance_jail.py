"""Every hostile program of the suite in the jail: the verdict there, and that the host is unharmed after it.

Programs that end otherwise than in the zygote are always run, the rest by `pytest -m slow`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hostile import CASES, Case
from hostile.host import Host, attacked, offspring

from eft.evaluation.sandbox.jail import JailSandbox, missing
from eft.types import Status

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")

# What is its own there: scratch, memory, processes and their signals, limits, a network with nobody in it.
ITS_OWN = "24b 26 26b 28b 34d 36c 36d 39 39b 39c 40 49 51 52 55 60 60c 60d 60e 60f 60g 75 76 77 112 114 114b 115"
IGNORED = ("15", "23", "23b")  # a namespace's first process is not ended by signals from inside that it does not catch
OTHERWISE: dict[str, tuple[str, str | None]] = {  # id: (statuses, answer)
    **dict.fromkeys(ITS_OWN.split(), ("ok", None)),
    **dict.fromkeys(IGNORED, ("ok", None)),
    "7": ("ok invalid", None),  # the daemon ends soon, or reports its own end too
    "6": ("invalid error output", None),  # every process of the bomb reports its own end
    "6b": ("crash", None),  # a child on its parent's stack
    "6c": ("violation", None),
    "32h": ("error", None),  # there is no such path
    "43": ("ok", "[False, False]"),  # HOME and TMPDIR are more than the zygote gives
    "44": ("ok", "[False, False]"),
    "48": ("crash", None),  # became another program, which gives no answer
    "50": ("crash", None),
}


def in_the_jail(case: Case) -> Case:
    """The case with what must become of it in the jail."""
    if case.id not in OTHERWISE:
        return case
    expected, answer = OTHERWISE[case.id]
    return replace(case, expected=expected, answer=answer)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with attacked(tmp_path_factory.mktemp("answers"), sandbox=JailSandbox()) as found:
        yield found


@pytest.mark.parametrize(
    "case", [pytest.param(in_the_jail(case), id=case.id, marks=[] if case.id in OTHERWISE else pytest.mark.slow) for case in CASES]
)
def test_case_in_the_jail(host: Host, case: Case) -> None:
    if case.x86_only and os.uname().machine != "x86_64":
        pytest.skip("x86-64 call numbers")
    children = offspring(os.getpid())
    result = host.attack(case)
    assert result.status in case.statuses, (result.status, result.error, result.answers)
    assert case.answer is None or [repr(answer) for answer in result.answers] == [case.answer]
    assert host.unharmed(result, case, 0, children) == []
    if case.judged and result.status is Status.OK:
        assert result.answers[0] <= 2 - math.sqrt(2)  # the best sum there is
