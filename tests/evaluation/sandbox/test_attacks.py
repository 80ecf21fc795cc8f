"""What the numbered cases cannot say in one program and one verdict (see test_conformance)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.host import Host

import eft


def test_previous_program_is_gone(host: Host) -> None:
    host.run(
        "SECRET_OF_A = 'marker-' + 'of-the-first'\nimport sys, random\nrandom.stolen = SECRET_OF_A\ndef solve(**_): sys.stash = SECRET_OF_A"
    )
    source = "import sys, random\ndef solve(**_): return [hasattr(sys, 'stash'), hasattr(random, 'stolen'), hasattr(sys.modules.get('program'), 'SECRET_OF_A')]"
    assert host.run(source).answers == ([False, False, False],)


def test_answers_right_programs_and_scorers_of_the_suite_are_out_of_reach(host: Host) -> None:
    root = Path(eft.__file__).parents[1]
    files = [
        p
        for pattern in ("tasks/*/*/score.py", "tasks/*/*/pool.json", "tasks/*/*/right/*", "eft/evaluation/*.py")
        for p in sorted(root.glob(pattern))[:2]
    ]
    files += [root, root / "tasks", root / "eft", Path(os.__file__).parent / "site-packages"]
    source = """
import os
def solve(**ctx):
    got = []
    for file in FILES:
        for attempt in (open, os.listdir, lambda f: os.open(f, os.O_RDONLY)):
            try:
                attempt(file)
                got.append(file)
            except (OSError, NotADirectoryError):
                pass
    return got
""".replace("FILES", repr([str(f) for f in files]))
    assert host.run(source).answers == ([],)


def test_lying_subclasses_arrive_plain(host: Host) -> None:
    source = """
import numpy as np
class F(float):
    def __lt__(self, other): return True
class A(np.ndarray):
    def __lt__(self, other): return np.ones(self.shape, bool)
def solve(**ctx):
    return [F(2.5), np.arange(3).view(A), (1, True, np.float32(0.5), np.int8(-3))]
"""
    number, array, rest = host.run(source).answers[0]
    assert type(number) is float
    assert type(array).__name__ == "ndarray"
    assert rest == [1, True, 0.5, -3]
    assert [type(x) for x in rest] == [int, bool, float, int]


def test_error_text_shows_the_programs_own_lines(host: Host) -> None:
    result = host.run("def helper(x):\n    return x[3]\n\ndef solve(**ctx):\n    return helper([1])\n")
    assert result.error == "line 5, in solve: return helper([1])\nline 2, in helper: return x[3]\nIndexError: list index out of range"


@pytest.mark.slow
def test_soak(host: Host) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = descriptors()
    for _ in range(500):
        assert host.run("def solve(**_): return 1").answers == (1,)
    assert descriptors() == before
