"""Foreign evaluators that are programs: started with the paths of the candidate and of a place for results, which are then read.

They run in this process where they are Python (one interpreter less to start), in a shell of the jail's otherwise.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

MAX_BYTES = 1 << 20  # of a file with results
TAIL = 1500  # characters of a verifier's output
RESULTS, PROGRAM_FOLDER, REWARDS = "/tmp/results", "/app", "/logs/verifier"  # noqa: S108 # inside, file systems of their own
PATH = "/tmp/bin"  # noqa: S108 # as above
NUMBERS = ("reward", "score")


class Broken(Exception):
    """The folder's own fault, found before the candidate was touched."""


class Failed(Exception):
    """The evaluator came to no result."""


def shinka(job: Mapping[str, Any], program: str) -> dict[str, Any]:
    """`evaluate.py --program_path P --results_dir D`: metrics.json and correct.json in D. What is `private` stays out."""
    os.makedirs(RESULTS, exist_ok=True)
    script(job["folder"], job["evaluator"], ["--program_path", program, "--results_dir", RESULTS, *job["arguments"]])
    correct, metrics = (_json(f"{RESULTS}/{name}.json") for name in ("correct", "metrics"))
    if correct.get("correct") is not True:
        return {"incorrect": str(correct.get("error") or "the evaluator calls it incorrect")}
    shown = metrics.get("public")
    text = metrics.get("text_feedback")
    found = {"combined_score": metrics["combined_score"]} if "combined_score" in metrics else {}
    found |= shown if isinstance(shown, dict) else {}
    return {"metrics": found, "artifacts": {"text_feedback": text} if text else {}}


def codeevolve(job: Mapping[str, Any], program: str) -> dict[str, Any]:
    """`evaluate.py PROGRAM RESULTS.json`: one JSON object with metrics."""
    results = f"{RESULTS}.json"
    script(job["folder"], job["evaluator"], [program, results])
    return {"metrics": _json(results), "artifacts": {}}


def harbor(job: Mapping[str, Any]) -> dict[str, Any]:
    """`tests/test.sh` with the program at its place below /app: a reward below /logs/verifier."""
    os.makedirs(os.path.dirname(job["submission"]), exist_ok=True)
    os.makedirs(REWARDS, exist_ok=True)
    with open(job["submission"], "w", encoding="utf-8") as file:
        file.write(job["program"])
    os.makedirs(PATH, exist_ok=True)
    for name in ("python", "python3"):
        os.symlink(sys.executable, f"{PATH}/{name}")
    environment = os.environ | {"PATH": f"{PATH}:{os.environ['PATH']}"}
    with open("/tmp/verifier.log", "w+b") as log:  # noqa: S108 # as above
        done = subprocess.run(["/bin/bash", "/tests/test.sh"], cwd=PROGRAM_FOLDER, env=environment, stdout=log, stderr=log, check=False)
        log.seek(max(0, log.seek(0, os.SEEK_END) - TAIL))
        tail = log.read().decode("utf-8", "replace").strip()
    artifacts = {"verifier": tail} if tail else {}
    if os.path.exists(f"{REWARDS}/reward.json"):
        metrics = _json(f"{REWARDS}/reward.json")
        score = next((metrics[name] for name in NUMBERS if name in metrics), None)
        return {"metrics": {**metrics, "combined_score": score}, "artifacts": artifacts}
    try:
        with open(f"{REWARDS}/reward.txt", encoding="utf-8") as file:
            return {"metrics": {"combined_score": float(file.read(100))}, "artifacts": artifacts}
    except (OSError, ValueError) as error:
        raise Failed(f"the verifier (exit status {done.returncode}) left no reward: {tail}") from error


def script(folder: str, name: str, arguments: Sequence[str]) -> None:
    """Run a Python file as a program. Broken if it does not compile or lacks a package of its own, Failed if it exits with an error."""
    path = f"{folder}/{name}"
    try:
        with open(path, "rb") as file:
            compile(file.read(), path, "exec")
    except (SyntaxError, ValueError) as error:
        raise Broken(f"{name} cannot be loaded: {error}") from error
    sys.argv = [path, *arguments]
    sys.path.insert(0, os.path.dirname(path))
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            raise Failed(f"{name} ended with {leaving.code}") from leaving
    except ImportError as error:
        if _raised_in(error) == path:
            raise Broken(f"{name} cannot be loaded: {error}") from error
        raise


def _raised_in(error: BaseException) -> str:
    """The file whose import failed."""
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    return next((file for file in reversed(frames) if not file.startswith("<frozen importlib")), "")


def _json(path: str) -> dict[str, Any]:
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            found = json.loads(file.read(MAX_BYTES))
    except OSError as error:
        raise Failed(f"the evaluator wrote no {name}") from error
    except (ValueError, RecursionError) as error:
        raise Failed(f"{name} is no JSON") from error
    if not isinstance(found, dict):
        raise Failed(f"{name} is no JSON object")
    return found
