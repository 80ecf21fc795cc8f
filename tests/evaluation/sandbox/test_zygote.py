"""The pool: many threads, recycling, dead servers, repeatable randomness, the counted objective."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eft.evaluation.sandbox.protocol import Call, Job
from eft.evaluation.sandbox.zygote import ZygoteSandbox
from eft.types import InfrastructureError, Limits, Status

LIMITS = Limits(cpu_s=5.0, wall_s=20.0, memory_mb=256)
OBJECTIVE = """
class Objective:
    kind, low, high = "vector", 0.0, 1.0
    def __init__(self, inputs): self.size = inputs["n"]
    def value(self, z): return float(sum(z))
    def answer(self, z): return {"x": list(z)}
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ZygoteSandbox]:
    pool = ZygoteSandbox(2)
    yield pool
    pool.close()


def job(source: str, *calls: Call) -> Job:
    return Job(source, calls or (Call({}),), LIMITS)


def test_many_threads_get_their_own_answers(sandbox: ZygoteSandbox) -> None:
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda i: sandbox.run(job("def solve(i): return i", Call({"i": i}))).answers[0], range(40)))
    assert results == list(range(40))


def test_server_is_recycled() -> None:
    pool = ZygoteSandbox(1, recycle_jobs=2)
    parents = [pool.run(job("import os\ndef solve(): return os.getppid()")).answers[0] for _ in range(4)]
    pool.close()
    assert parents[0] == parents[1] != parents[2] == parents[3]


def test_dead_server_is_replaced(sandbox: ZygoteSandbox) -> None:
    pool = ZygoteSandbox(1)
    parent = pool.run(job("import os\ndef solve(): return os.getppid()")).answers[0]
    os.kill(parent, signal.SIGKILL)
    assert pool.run(job("def solve(): return 5")).answers == (5,)
    pool.close()


def test_a_machine_that_keeps_failing_is_no_verdict() -> None:
    pool, done = ZygoteSandbox(1), threading.Event()

    def reaper() -> None:
        while not done.is_set():
            server = pool.workers[0].servers.get(())
            if server is not None and server.jobs:
                server.process.kill()
            time.sleep(0.01)

    thread = threading.Thread(target=reaper)
    thread.start()
    try:
        with pytest.raises(InfrastructureError, match="zygote"):
            pool.run(job("import time\ndef solve(): time.sleep(3)"))
    finally:
        done.set()
        thread.join()
        pool.close()


def alive(pid: str) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_child_dies_with_its_server() -> None:
    pool = ZygoteSandbox(1)
    with ThreadPoolExecutor(1) as threads:
        pool.run(job("def solve(): return 0"))
        server = pool.workers[0].servers.get(())
        assert server is not None
        threads.submit(pool.run, job("import time\ndef solve(): time.sleep(2)\n"))
        children = ""
        while not children:
            children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().strip()
        server.process.kill()
        server.process.wait()
        deadline = time.monotonic() + 10
        while alive(children) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert time.monotonic() < deadline
    pool.close()


RANDOM = """
import random, numpy as np
def solve():
    names = {"alpha", "beta", "gamma", "delta"}
    return [random.random(), random.Random().random(), float(np.random.rand()), float(np.random.default_rng().random()), list(names)]
"""


def test_same_seed_same_result_in_every_server() -> None:
    answers = []
    for _ in range(2):
        pool = ZygoteSandbox(1)
        answers.append(pool.run(job(RANDOM, Call({}, seed=3), Call({}, seed=3), Call({}, seed=4))).answers)
        pool.close()
    assert answers[0] == answers[1]
    first, again, other = answers[0]
    assert first == again
    assert all(a != b for a, b in zip(first[:4], other[:4], strict=True))


def test_only_accepted_arguments_are_passed(sandbox: ZygoteSandbox) -> None:
    call = Call({"n": 2}, seed=9, cpu_s=1.5, objective=OBJECTIVE, calls=5)
    assert sandbox.run(job("def solve(n): return n", call)).answers == (2,)
    assert sandbox.run(job("def solve(n, cpu_s, seed): return [n, cpu_s, seed]", call)).answers == ([2, 1.5, 9],)
    assert sandbox.run(job("def solve(**all): return sorted(all)", call)).answers == (["cpu_s", "n", "objective", "seed"],)


OFFERED = [
    ("def solve(n): return [n]", [4]),
    ("def solve(n, /, seed): return [n, seed]", None),  # the name is taken by a parameter that no keyword reaches
    ("def solve(n, *, seed): return [n, seed]", [4, 7]),
    ("def solve(n, *seed): return [n, *seed]", [4]),
    ("def solve(n):\n    seed = 1\n    return [n, seed]", [4, 1]),  # a local variable is no parameter
    ("solve = lambda n, seed: [n, seed]", [4, 7]),
    ("class A:\n    def __call__(self, n, seed): return [n, seed]\nsolve = A()", [4, 7]),
    ("import functools\ndef old(n, seed): return [n, seed]\n@functools.wraps(old)\ndef solve(**all): return old(**all)", [4, 7]),
    ("import functools\ndef old(m, n, seed): return [m, n, seed]\nsolve = functools.partial(old, 1)", [1, 4, 7]),
]


@pytest.mark.parametrize(("source", "answer"), OFFERED)
def test_what_a_signature_accepts_is_given(sandbox: ZygoteSandbox, source: str, answer: list[int] | None) -> None:
    result = sandbox.run(job(source, Call({"n": 4}, 7, None, None, None, 0.0, 1.0)))
    assert result.answers == (() if answer is None else (answer,))


def test_objective_is_counted_and_standardised(sandbox: ZygoteSandbox) -> None:
    source = """
def solve(n, objective):
    o = objective
    first = [o.size, o.kind, o.low, o.high, o.left]
    values = [o([0.5, 0.5]), o([0.0, 0.25]), o([1.0, 1.0])]
    return {"first": first, "values": values, "left": o.left, "best": o.best, "answer": o.answer([1, 0])}
"""
    result = sandbox.run(job(source, Call({"n": 2}, objective=OBJECTIVE, calls=7, centre=0.5, spread=0.25)))
    assert result.answers[0] == {
        "first": [2, "vector", 0.0, 1.0, 7],
        "values": [2.0, -1.0, 6.0],  # (value - 0.5) / 0.25
        "left": 4,
        "best": [0.0, 0.25],
        "answer": {"x": [1, 0]},
    }
    assert result.used_calls == (3,)


def test_exhausted_budget_answers_with_the_best_point(sandbox: ZygoteSandbox) -> None:
    source = """
def solve(n, objective):
    z = [3.0, 3.0]
    while True:
        try:
            objective(z)
        except Exception:
            pass
        z[0] -= 1.0
"""
    result = sandbox.run(job(source, Call({"n": 2}, objective=OBJECTIVE, calls=4)))
    assert result.answers == ({"x": [0.0, 3.0]},)
    assert result.used_calls == (4,)


def test_budget_of_nothing_is_an_error(sandbox: ZygoteSandbox) -> None:
    result = sandbox.run(job("def solve(n, objective): objective([1.0])", Call({"n": 1}, objective=OBJECTIVE, calls=0)))
    assert result.status is Status.ERROR
    assert "BudgetExhausted" in result.error


def test_calls_share_neither_inputs_nor_globals(sandbox: ZygoteSandbox) -> None:
    inputs = {"x": np.zeros(2)}
    source = "seen = []\ndef solve(x):\n    seen.append(1)\n    x += 1\n    return [len(seen), x]"
    answers = sandbox.run(job(source, Call(inputs), Call(inputs))).answers
    assert [a[0] for a in answers] == [1, 1]
    assert all(np.array_equal(a[1], [1, 1]) for a in answers)
    assert np.array_equal(inputs["x"], [0, 0])


def test_cost_is_reported(sandbox: ZygoteSandbox) -> None:
    result = sandbox.run(
        job("import time\ndef solve():\n    t = time.process_time()\n    while time.process_time() < t + 0.1: pass\n    time.sleep(0.1)")
    )
    assert 0.1 <= result.cpu_s <= result.seconds
    assert result.seconds >= 0.2
    assert 10 < result.max_rss_mb < 256


def test_programs_that_name_scipy_find_it_loaded(host: Any) -> None:
    look = "import sys\nLOADED = any(name.startswith('sci') for name in sys.modules)\n"
    plain = host.run(look + "def solve(**_): return LOADED")
    science = host.run(look + "from scipy.optimize import brentq\ndef solve(**_): return [LOADED, brentq(lambda x: x - 2, 0, 5)]")
    assert plain.answers == (False,)
    assert science.answers == ([True, 2.0],)
