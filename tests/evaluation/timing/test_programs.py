"""The timed-Python lane: honest programs get their speed, every way around the clock or the check ends in a refusal.

Speeds here are far apart (factor 10 and more) so that a busy machine doesn't decide the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.sandbox.timed import Ending, TimedChild
from eft.evaluation.sandbox.zygote import ALL_WALLS, Zygote
from eft.evaluation.timing.programs import Contest, Lane, Wrong
from eft.types import InfrastructureError, Limits, Status

SIZE = 2000
SLOW = "def solve(x):\n    for _ in range(20):\n        y = sorted(x.tolist())\n    return {'y': __import__('numpy').array(y)}\n"
FAST = "import numpy as np\ndef solve(x):\n    return {'y': np.sort(x)}\n"
LIMITS = Limits(cpu_s=20.0, wall_s=200.0, memory_mb=512)


def draw(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"x": Stream(seed, "sort").uniform(size=SIZE)}, {}


def judged(inputs: Mapping[str, Any], _: Mapping[str, Any], outputs: Mapping[str, Any]) -> Verdict:
    return accept(1.0) if np.array_equal(np.sort(inputs["x"]), outputs["y"]) else reject("y is not x in order")


CONTEST = Contest(draw, {"y": ("f8", (SIZE,))}, judged, 6, 1, LIMITS)


@pytest.fixture(scope="module")
def lane() -> Iterator[Lane]:
    lane = Lane(ALL_WALLS)
    yield lane
    lane.close()


def test_the_faster_program_wins(lane: Lane) -> None:
    results: list[Result] = []
    speed = lane.measure(CONTEST, FAST, SLOW, results)
    assert speed.ratio.low > 5
    assert speed.candidate_s < speed.reference_s
    assert [result.status for result in results] == [Status.OK]
    assert results[0].walls
    assert results[0].cpu_s > 0


def test_a_program_is_as_fast_as_itself(lane: Lane) -> None:
    ratio = lane.measure(CONTEST, SLOW, SLOW, []).ratio
    assert ratio.low < 1.5
    assert ratio.high > 0.67


def test_setup_gets_the_shapes_and_is_not_timed(lane: Lane) -> None:
    source = "def setup(shapes):\n    assert shapes == {'x': (2000,)}\n    sum(range(3 * 10**7))\n" + FAST
    assert lane.measure(CONTEST, source, SLOW, []).ratio.low > 5


WRONG = {  # program -> part of the reason; the first call is 1
    "no-op": ("import numpy as np\ny = np.zeros(2000)\ndef solve(x):\n    return {'y': y}\n", "call 1: y is not x in order"),
    "stale": (
        "import numpy as np\nold = []\ndef solve(x):\n    old.append(old[0] if old else np.sort(x))\n    return {'y': old[-1]}\n",
        "call 2: y is not x in order",
    ),
    "cached by address": (
        "import numpy as np\nmemo = {}\ndef solve(x):\n    return {'y': memo.setdefault(x.ctypes.data, np.sort(x))}\n",
        "call 2: y is not x in order",
    ),
    "input returned": ("def solve(x):\n    return {'y': x}\n", "call 1: y is not x in order"),
    "bell without work": (
        "import os\ndef solve(x):\n    os.write(3, b'D')\n    while True:\n        pass\n",
        "call 1: y is not x in order",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_outputs_without_work_are_refused(lane: Lane, name: str) -> None:
    source, reason = WRONG[name]
    with pytest.raises(Wrong, match=reason):
        lane.measure(CONTEST, source, SLOW, [])


ENDED = {
    "input written": ("def solve(x):\n    x.sort()\n    return {'y': x}\n", Status.ERROR, "read-only"),
    "input made writable": ("def solve(x):\n    x.flags.writeable = True\n    return {'y': x}\n", Status.ERROR, "cannot set WRITEABLE"),
    "input written in memory": (
        "import ctypes\ndef solve(x):\n    ctypes.memset(x.ctypes.data, 0, 8)\n    return {'y': x}\n", Status.CRASH, "SIGSEGV",
    ),
    "input opened for writing": (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\ndef solve(x):\n"
        "    if libc.mprotect(ctypes.c_void_p(x.ctypes.data // 4096 * 4096), 4096, 3):\n        raise OSError(ctypes.get_errno(), 'mprotect')\n"
        "    return {'y': x}\n", Status.ERROR, "mprotect",
    ),
    "thread": (
        "import threading\ndef solve(x):\n    threading.Thread(target=print).start()\n    return {'y': x}\n", Status.ERROR, "start new thread",
    ),
    "process": ("import os\ndef solve(x):\n    os.fork()\n    return {'y': x}\n", Status.ERROR, "Operation not permitted"),
    "float32": ("import numpy as np\ndef solve(x):\n    return {'y': np.sort(x).astype('f4')}\n", Status.INVALID, "got float32[2000]"),
    "shape": ("import numpy as np\ndef solve(x):\n    return {'y': np.sort(x)[:-1]}\n", Status.INVALID, "got float64[1999]"),
    "missing": ("def solve(x):\n    return {}\n", Status.INVALID, "got a NoneType"),
    "no dict": ("def solve(x):\n    return x\n", Status.INVALID, "must return a dict"),
    "exit": ("import os\ndef solve(x):\n    os._exit(0)\n", Status.CRASH, "without an answer"),
    "syntax": ("def solve(x):\n    return {\n", Status.ERROR, "SyntaxError"),
    "no solve": ("x = 1\n", Status.ERROR, "no function solve"),
    "forged report": (
        "import os, sys\ndef solve(x):\n    f = sys.modules['eft_sandbox.frame']\n"
        "    os.write(3, f.encode({'status': 'ok', 'error': '', 'answers': [], 'used': []}))\n    os._exit(0)\n",
        Status.CRASH, "without an answer",
    ),
    "noise on the pipe": ("import os\ndef solve(x):\n    os.write(3, b'DDDD')\n    os._exit(0)\n", Status.CRASH, "without an answer"),
    "stopped by itself": ("import os, signal\ndef solve(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n", Status.CRASH, "SIGKILL"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDED)
def test_broken_rules_end_the_program(lane: Lane, name: str) -> None:
    source, status, reason = ENDED[name]
    results: list[Result] = []
    with pytest.raises(Ending) as ending:
        lane.measure(CONTEST, source, SLOW, results)
    assert ending.value.result.status is status, ending.value.result.error
    assert reason in ending.value.result.error
    assert len(results) == 1


def test_a_patched_clock_changes_nothing(lane: Lane) -> None:
    patched = "import time\nfor name in ('time', 'perf_counter', 'process_time', 'monotonic'):\n    setattr(time, name, lambda: 0.0)\n"
    ratio = lane.measure(CONTEST, patched + SLOW, SLOW, []).ratio
    assert ratio.low < 1.5


def test_work_after_the_bell_is_on_the_clock() -> None:
    """It answers at once with the right output, and goes on working; it is stopped, and what it did until then counts."""
    late = (
        "import os, sys, numpy as np\ndef solve(x):\n    frame = sys._getframe(1)\n    frame.f_locals['outputs']['y'][...] = np.sort(x)\n"
        "    os.write(3, b'D')\n    while True:\n        pass\n"
    )
    server = Zygote(ALL_WALLS)
    try:
        inputs, _ = draw(1)
        with TimedChild(server, late, inputs, CONTEST.outputs, LIMITS, 10.0) as child:
            timing, outputs = child.call(inputs)
            assert np.array_equal(outputs["y"], np.sort(inputs["x"]))
            still = child.cpu_s()
            sum(range(10**6))
            assert child.cpu_s() == still  # stopped: nothing runs while outputs are judged and inputs are written
            assert 0 < timing.cpu_s <= still
    finally:
        server.close()


def test_limits_of_time(lane: Lane) -> None:
    short = Contest(draw, CONTEST.outputs, judged, 6, 1, Limits(cpu_s=0.3, wall_s=60.0, memory_mb=512))
    with pytest.raises(Ending) as ending:
        lane.measure(short, "def solve(x):\n    while True:\n        pass\n", FAST, [])
    assert ending.value.result.status is Status.TIMEOUT
    asleep = Contest(draw, CONTEST.outputs, judged, 6, 1, Limits(cpu_s=5.0, wall_s=0.5, memory_mb=512))
    with pytest.raises(Ending) as ending:
        lane.measure(asleep, "import time\ndef solve(x):\n    time.sleep(60)\n", FAST, [])
    assert ending.value.result.status is Status.TIMEOUT


def test_a_broken_reference_is_no_verdict(lane: Lane) -> None:
    with pytest.raises(InfrastructureError, match="reference program is wrong: y is not x in order"):
        lane.measure(CONTEST, FAST, "def solve(x):\n    return {'y': x}\n", [])
    with pytest.raises(InfrastructureError, match=r"reference program failed: (?s:.*)ZeroDivisionError"):
        lane.measure(CONTEST, FAST, "def solve(x):\n    1 / 0\n", [])
    few = Contest(draw, CONTEST.outputs, judged, 5, 1, LIMITS)
    with pytest.raises(InfrastructureError, match="at least 6"):
        lane.measure(few, FAST, SLOW, [])


def test_what_stands_in_outputs_before_a_call_is_no_answer() -> None:
    """A program that writes nothing leaves NaN, or a number that no index is."""
    server = Zygote(ALL_WALLS)
    source = "import os\ndef solve(x):\n    os.write(3, b'D')\n    while True:\n        pass\n"
    try:
        with TimedChild(server, source, draw(1)[0], {"y": ("f8", (3,)), "i": ("i8", (2,))}, LIMITS, 10.0) as child:
            _, outputs = child.call(draw(1)[0])
        assert np.isnan(outputs["y"]).all()
        assert (outputs["i"] < -(2**62)).all()
    finally:
        server.close()
