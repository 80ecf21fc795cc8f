"""Task folders of another project: sound ones, broken ones and hostile ones, each in its jail."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import eft
from eft.evaluation import foreign
from eft.evaluation.foreign import ForeignEvaluator, combined, find, load_task
from eft.evaluation.sandbox.jail import missing
from eft.types import Outcome, Status, UserError

needs_jail = pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")

PROGRAM = "def value():\n    return 3.0\n"
MARKED = f"# EVOLVE-BLOCK-START\n{PROGRAM}# EVOLVE-BLOCK-END\n"
PLAIN = """
import importlib.util
def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return {"combined_score": program.value() / 4, "speed": 2}
"""


def folder(at: Path, evaluator: str, config: str = "", name: str = "initial_program.py") -> Path:
    """A task folder with these files."""
    (at / name).write_text(PROGRAM)
    (at / "evaluator.py").write_text(evaluator)
    if config:
        (at / "config.yaml").write_text(config)
    return at


def judge(at: Path, evaluator: str, config: str = "", program: str = PROGRAM, **limits: Any) -> Outcome:
    evaluator_of_folders = ForeignEvaluator(**limits)
    try:
        return evaluator_of_folders.evaluate(load_task(folder(at, evaluator, config)), program)
    finally:
        evaluator_of_folders.close()


@needs_jail
def test_a_sound_folder(tmp_path: Path) -> None:
    outcome = judge(tmp_path, PLAIN)
    assert (outcome.status, outcome.score, outcome.scores) == (Status.OK, 0.75, (0.75,)), outcome.reason
    assert (outcome.trust, outcome.profile) == ("folder", "folder/jail")
    assert outcome.feedback == "score 0.75\nspeed: 2"
    assert outcome.record["limits"]["wall_s"] == 300.0
    assert "bubblewrap" in outcome.record["walls"]
    assert sorted(os.listdir(tmp_path)) == ["evaluator.py", "initial_program.py"]


def test_the_task_holds_what_the_folder_says(tmp_path: Path) -> None:
    config = "prompt:\n  system_message: Make it larger.\nevaluator:\n  timeout: 7\n  cascade_thresholds: [0.1]\n"
    task = load_task(folder(tmp_path, PLAIN, config))
    assert (task.initial, task.statement, task.limits.wall_s) == (MARKED, "Make it larger.", 7.0)
    assert (task.id, task.direction, task.tags) == (f"foreign/{tmp_path.name}", "max", ("openevolve",))
    assert task.source is not None
    assert task.source.thresholds == (0.1,)


def test_unknown_keys_are_named(tmp_path: Path) -> None:
    found = find(folder(tmp_path, PLAIN, "max_iteration: 3\nalgotune:\n  x: 1\nevaluator:\n  timeouts: 3\nllm:\n  anything: 1\n"))
    assert found is not None
    assert found.warnings == (
        "config.yaml: max_iteration: unknown, ignored; did you mean max_iterations?",
        "config.yaml: algotune: unknown, ignored",
        "config.yaml: evaluator.timeouts: unknown, ignored; did you mean timeout?",
        "config.yaml: without effect here, the search has settings of its own: llm",
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("evaluator: 3\n", "evaluator: expected `key: value` lines"),
        ("evaluator:\n  timeout: soon\n", "evaluator.timeout: expected a positive number, got 'soon'"),
        ("evaluator:\n  timeout: 0\n", "evaluator.timeout: expected a positive number, got 0"),
        ("evaluator:\n  cascade_thresholds: 0.5\n", "evaluator.cascade_thresholds: expected a list of numbers"),
        ("a: [\n", "not valid YAML"),
    ],
)
def test_mistakes_in_the_configuration(tmp_path: Path, config: str, words: str) -> None:
    with pytest.raises(UserError, match=r"config\.yaml") as caught:
        load_task(folder(tmp_path, PLAIN, config))
    assert words in str(caught.value)


def test_no_folder_of_any_convention(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    with pytest.raises(UserError, match="neither a task nor a task folder of another project"):
        load_task(tmp_path)


@pytest.mark.parametrize(
    ("metrics", "score", "words"),
    [
        ({"combined_score": 0.5, "x": math.nan}, 0.5, ""),
        ({"combined_score": -2}, -2.0, ""),
        ({"combined_score": math.nan}, None, "combined_score is nan"),
        ({"combined_score": math.inf}, None, "combined_score is inf"),
        ({"combined_score": "0.5"}, None, "combined_score is text, expected a number: 0.5"),
        ({"combined_score": True}, None, "combined_score is a truth value"),
        ({"a": 1.0, "b": 3.0, "ok": True, "note": "x"}, 2.0, "no combined_score: the mean of a, b"),
        ({"a": 1.0, "length": 99.0}, 1.0, "no combined_score: the mean of a"),
        ({"a": 1.0, "b": math.inf}, None, "no combined_score, and b is not finite"),
        ({"error": "it failed"}, None, "no combined_score and no other number among the metrics: it failed"),
        ({}, None, "no combined_score and no other number"),
    ],
)
def test_what_becomes_a_score(metrics: dict[str, Any], score: float | None, words: str) -> None:
    got, reason = combined(metrics, ("length",))
    assert got == score
    assert words in reason
    assert bool(reason) == bool(words)


RICH = """
import os, subprocess, sys
import numpy as np
from openevolve.evaluation_result import EvaluationResult
from helper import double
def evaluate(program_path):
    out = subprocess.run([sys.executable, "-c", "import runpy, sys; print(runpy.run_path(sys.argv[1])['value']())", program_path], capture_output=True, text=True)
    print("noise " * 100000)
    names = sorted(os.listdir("."))
    return EvaluationResult(metrics={"combined_score": np.float32(double(float(out.stdout))), "fine": np.bool_(True), "text": "t"}, artifacts={"log": b"bytes", "names": str(names)})
"""


@needs_jail
def test_helpers_subprocesses_noise_and_artifacts(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    outcome = judge(tmp_path, RICH)
    assert outcome.score == 6.0, outcome.reason
    assert "log:\nbytes" in outcome.feedback
    assert "'helper.py', 'initial_program.py'" in outcome.feedback
    assert "text: t" in outcome.feedback


STAGES = """
def evaluate(program_path): return {"combined_score": 99.0}
def evaluate_stage1(program_path): return {"combined_score": FIRST, "one": 1.0}
def evaluate_stage2(program_path): return {"combined_score": 0.9}
"""


@needs_jail
@pytest.mark.parametrize(
    ("first", "config", "score"),
    [
        (0.4, "", 0.4),  # below the usual 0.5
        (0.5, "", 0.9),
        (0.2, "evaluator:\n  cascade_thresholds: [0.1]\n", 0.9),
        (0.5, "evaluator:\n  cascade_evaluation: false\n", 99.0),
    ],
)
def test_stages(tmp_path: Path, first: float, config: str, score: float) -> None:
    assert judge(tmp_path, STAGES.replace("FIRST", str(first)), config).score == score


# name: (evaluator, status, part of the reason)
TROUBLE = {
    "hangs": ("import time\ndef evaluate(p): time.sleep(600)", "timeout", "wall time limit of 1 s"),
    "burns time": ("def evaluate(p):\n    while True: pass", "timeout", "time limit"),
    "forks and leaves": ("import os, time\ndef evaluate(p):\n    if os.fork() == 0:\n        os.setsid(); time.sleep(600)\n    return {'combined_score': 1.0}", "ok", ""),
    "not a number": ("def evaluate(p): return {'combined_score': float('nan')}", "invalid", "combined_score is nan"),
    "text": ("def evaluate(p): return {'combined_score': 'high'}", "invalid", "combined_score is text"),
    "a list": ("def evaluate(p): return [1.0]", "invalid", "evaluate returned list, expected a dict of metrics"),
    "nothing": ("def evaluate(p): pass", "invalid", "evaluate returned NoneType"),
    "no metric": ("def evaluate(p): return {}", "invalid", "no combined_score"),
    "raises": ("def evaluate(p): raise ValueError('bad program')", "error", "ValueError: bad program"),
    "leaves": ("import os\ndef evaluate(p): os._exit(0)", "crash", "without an answer"),
    "writes to its folder": ("def evaluate(p): open('result.json', 'w')", "error", "Read-only file system"),
    "network": ("import socket\ndef evaluate(p): socket.create_connection(('192.0.2.1', 9), 1)", "error", "Network is unreachable"),
    "endless result": ("import os\ndef evaluate(p):\n    while True: os.write(3, b'x' * 65536)", "output", "larger than 8 MB"),
}  # fmt: skip


@needs_jail
@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_has_a_status_and_a_reason(tmp_path: Path, name: str) -> None:
    evaluator, status, words = TROUBLE[name]
    outcome = judge(tmp_path, evaluator, "evaluator:\n  timeout: 1\n" if status == "timeout" else "")
    assert (outcome.status, outcome.trust) == (status, "folder"), outcome.reason
    assert words in outcome.reason
    assert (outcome.score is None) == (status != "ok")


@needs_jail
@pytest.mark.parametrize(
    ("evaluator", "words"),
    [
        ("def evaluate(p) return 1", "evaluator.py cannot be loaded"),
        ("import no_such_package\ndef evaluate(p): return {}", "No module named 'no_such_package'"),
        ("def evaluator(p): return {}", "evaluator.py defines no function evaluate"),
    ],
)
def test_a_broken_folder_is_its_users_mistake(tmp_path: Path, evaluator: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        judge(tmp_path, evaluator)
    assert words in str(caught.value)


def test_versions_follow_the_folder_and_not_the_first_program(tmp_path: Path) -> None:
    if missing():
        pytest.skip(missing())
    task = load_task(folder(tmp_path, PLAIN))
    first = ForeignEvaluator().version(task)
    (tmp_path / "initial_program.py").write_text("other")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("other")
    assert ForeignEvaluator().version(task) == first
    (tmp_path / "data.txt").write_text("1")
    assert ForeignEvaluator().version(task) != first


@needs_jail
def test_score_takes_a_folder(tmp_path: Path) -> None:
    at = folder(tmp_path, PLAIN, "surprise: 1\n")
    command = [sys.executable, "-m", "eft", "score", str(at), str(at / "initial_program.py"), "--json"]
    done = subprocess.run(command, cwd=Path(eft.__file__).parents[1], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "config.yaml: surprise: unknown, ignored" in done.stderr
    got = json.loads(done.stdout)
    assert (got["score"], got["trust"], got["profile"]) == (0.75, "folder", "folder/jail")


def test_conventions_are_found_by_their_files() -> None:
    assert foreign.names() == ["codeevolve", "harbor", "openevolve", "shinka", "theta"]
