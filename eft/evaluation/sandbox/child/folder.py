"""A foreign evaluator and its candidate, together in one jail: the program is a file, the evaluator judges it, metrics go out as data.

Whatever stands in the result may be the candidate's own words: both share a process, which is why outcomes say `trust: folder`.
"""

from __future__ import annotations

import importlib.util
import numbers
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import commands, frame, runner
from .commands import Broken, Failed
from .jailed import begin, end

MAX_TEXT = 4000  # characters of one artifact or text metric
MAX_ITEMS = 100
PROTOCOLS = ("function", "frontier")  # of evaluators with a function evaluate(path)
CONFIG = "/tmp/openevolve_config.json"  # noqa: S108 # JSON is YAML, and the jail has no reader of YAML


def main(go: int) -> None:
    """One program; the answer is {"broken": text}, {"incorrect": text}, {"returned": type} or {"metrics", "artifacts"}."""
    job = begin(go)
    try:
        answer = judge(job)
    except Broken as error:
        answer = {"broken": str(error)}
    except Failed as error:
        end(runner.failure("error", str(error)))
    except MemoryError as error:
        end(runner.failure("memory", _words(error)))
    except BaseException as error:  # the evaluator's border
        end(runner.failure("error", _words(error)))
    end(frame.encode({"status": "ok", "error": "", "answers": [answer], "used": [0]}))


def judge(job: Mapping[str, Any]) -> dict[str, Any]:
    """Write the program and hand it to the evaluator in the way of its convention."""
    path = f"/tmp/program{job['suffix']}"  # noqa: S108 # in the jail, a file system of its own
    with open(path, "w", encoding="utf-8") as file:
        file.write(job["program"])
    if job["config"]:
        with open(CONFIG, "w", encoding="utf-8") as file:
            file.write(job["config"])
        os.environ["OPENEVOLVE_CONFIG_PATH"] = CONFIG
    if job["protocol"] in PROTOCOLS:
        return call(job, path)
    answer = commands.harbor(job) if job["protocol"] == "harbor" else getattr(commands, job["protocol"])(job, path)
    if "incorrect" in answer:
        return {"incorrect": _text(answer["incorrect"])}
    return {key: _items(answer[key], clean) for key, clean in (("metrics", _plain), ("artifacts", _text))}


def call(job: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Load the evaluator, run its `evaluate` or its stages."""
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
    sys.path.insert(0, os.path.dirname(f"{folder}/{name}"))
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
        returned = _scored(stage(path))
        found = getattr(returned, "metrics", returned)
        if not isinstance(found, dict):
            return {"returned": type(returned).__name__}
        extra = getattr(returned, "artifacts", None) or found.get("artifacts")
        if isinstance(extra, dict):
            artifacts |= _items(extra, _text)
            found = {key: value for key, value in found.items() if value is not extra}
        metrics |= _items(found, _plain)
        if number + 1 < len(stages) and not fitness(metrics) >= (thresholds[number] if number < len(thresholds) else 0.0):
            break
    return {"metrics": metrics, "artifacts": artifacts}


def _scored(returned: Any) -> Any:
    """Frontier-CS's (score, unbounded score, message[, metrics]) as metrics; everything else as it is."""
    if not isinstance(returned, tuple) or len(returned) not in (3, 4):
        return returned
    more = returned[3] if len(returned) == 4 and isinstance(returned[3], dict) else {}
    return {**more, "combined_score": returned[0], "score_unbounded": returned[1], "artifacts": {"message": returned[2]}}


def _items(found: Mapping[Any, Any], clean: Callable[[Any], Any]) -> dict[str, Any]:
    return {_text(key): clean(value) for key, value in list(found.items())[:MAX_ITEMS]}


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
