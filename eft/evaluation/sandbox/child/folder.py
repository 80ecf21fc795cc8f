"""A foreign evaluator and its candidate, together in one jail: the program is a file, `evaluate(path)` judges it, metrics go out as data.

Whatever stands in the result may be the candidate's own words: both share a process, which is why outcomes say `trust: folder`.
"""

from __future__ import annotations

import importlib.util
import numbers
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import frame, runner
from .jailed import begin, end

MAX_TEXT = 4000  # characters of one artifact or text metric
MAX_ITEMS = 100


class Broken(Exception):
    """The folder's own fault, found before the candidate was touched."""


def main(go: int) -> None:
    """One program; the answer is {"broken": text} or {"metrics", "artifacts", "notes"}."""
    job = begin(go)
    try:
        answer = judge(job)
    except Broken as error:
        answer = {"broken": str(error)}
    except MemoryError as error:
        end(runner.failure("memory", _words(error)))
    except BaseException as error:  # the evaluator's border
        end(runner.failure("error", _words(error)))
    end(frame.encode({"status": "ok", "error": "", "answers": [answer], "used": [0]}))


def judge(job: Mapping[str, Any]) -> dict[str, Any]:
    """Write the program, load the evaluator, run it or its stages."""
    path = f"/tmp/program{job['suffix']}"  # noqa: S108 # in the jail, a file system of its own
    with open(path, "w", encoding="utf-8") as file:
        file.write(job["program"])
    module = load(job["folder"], job["evaluator"])
    stages = [stage for n in (1, 2, 3) if callable(stage := getattr(module, f"evaluate_stage{n}", None))] if job["cascade"] else []
    if not stages:
        whole = getattr(module, "evaluate", None)
        if not callable(whole):
            raise Broken(f"{job['evaluator']} defines no function evaluate")
        stages = [whole]
    return run_stages(stages, path, job["thresholds"])


def load(folder: str, name: str) -> Any:
    """The evaluator under the name that its convention gives it."""
    sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location("evaluation_module", f"{folder}/{name}")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluation_module"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:  # anything: it is the folder's
        raise Broken(f"{name} cannot be loaded: {_words(error)}") from error
    return module


def run_stages(stages: Sequence[Callable[[str], Any]], path: str, thresholds: Sequence[float]) -> dict[str, Any]:
    """Stage after stage as long as each reaches its threshold; metrics and artifacts merge, later ones win."""
    metrics: dict[str, Any] = {}
    artifacts: dict[str, str] = {}
    for number, stage in enumerate(stages):
        returned = stage(path)
        found = getattr(returned, "metrics", returned)
        if not isinstance(found, dict):
            return {"returned": type(returned).__name__}
        metrics |= {_text(key): _plain(value) for key, value in list(found.items())[:MAX_ITEMS]}
        extra = getattr(returned, "artifacts", None)
        if isinstance(extra, dict):
            artifacts |= {_text(key): _text(value) for key, value in list(extra.items())[:MAX_ITEMS]}
        if number + 1 < len(stages) and not fitness(metrics) >= (thresholds[number] if number < len(thresholds) else 0.0):
            return {"metrics": metrics, "artifacts": artifacts, "stages": number + 1}
    return {"metrics": metrics, "artifacts": artifacts, "stages": len(stages)}


def fitness(metrics: Mapping[str, Any]) -> float:
    """combined_score, else the mean of the numeric metrics; NaN reaches no threshold."""
    if isinstance(score := metrics.get("combined_score"), float):
        return score
    found = [value for value in metrics.values() if isinstance(value, float)]
    return sum(found) / len(found) if found else 0.0


def _plain(value: Any) -> float | bool | str:
    """Numbers of every make as float, bool as it is, all else as text."""
    if isinstance(value, bool):
        return value
    if type(value).__name__ in ("bool_", "bool"):  # numpy's
        return bool(value)
    if isinstance(value, numbers.Real):
        try:
            return float(value)
        except (OverflowError, ValueError):
            return _text(value)
    return _text(value)


def _text(value: Any) -> str:
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:MAX_TEXT]


def _words(error: BaseException) -> str:
    """The last lines of the traceback."""
    try:
        lines = traceback.format_exception(error)
    except BaseException:  # its text is the candidate's and may do anything
        return type(error).__name__[:80]
    return "".join(lines[-4:]).strip()[-1500:]
