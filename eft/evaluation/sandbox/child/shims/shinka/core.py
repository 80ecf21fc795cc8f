"""`run_shinka_eval`: call the candidate's function some times, validate, aggregate, write metrics.json and correct.json.

After shinka/core/wrap_eval.py of ShinkaEvolve 0.0.7, without its imports; `extra_data` is left out instead of being pickled.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import time
from collections.abc import Callable
from typing import Any

__all__ = ["run_shinka_eval", "save_json_results"]


def run_shinka_eval(
    program_path: str,
    results_dir: str,
    experiment_fn_name: str,
    num_runs: int,
    get_experiment_kwargs: Callable[[int], dict[str, Any]] | None = None,
    aggregate_metrics_fn: Callable[[list[Any]], dict[str, Any]] | None = None,
    validate_fn: Callable[[Any], tuple[bool, str | None]] | None = None,
    default_metrics_on_error: dict[str, Any] | None = None,
    **unused: Any,
) -> tuple[dict[str, Any], bool, str | None]:
    """(metrics, whether every run was valid, first error). `unused`: settings of later versions (parallel runs, plots)."""
    error: str | None = None
    try:
        function = _function(program_path, experiment_fn_name)
        results, seconds = [], []
        for number in range(num_runs):
            arguments = {"seed": number + 1} if get_experiment_kwargs is None else get_experiment_kwargs(number)
            started = time.perf_counter()
            results.append(function(**arguments))
            seconds.append(time.perf_counter() - started)
            valid, words = (True, None) if validate_fn is None else validate_fn(results[-1])
            if not valid and error is None:
                error = f"Validation failed: {words}"
        metrics: dict[str, Any] = (
            {"num_successful_runs": len(results)} if aggregate_metrics_fn is None else dict(aggregate_metrics_fn(results))
        )
        score = metrics.get("combined_score")
        if isinstance(score, float) and not math.isfinite(score) and error is None:
            error = f"combined_score is {score}"
        metrics["execution_time_mean"] = sum(seconds) / max(len(seconds), 1)
    except Exception as caught:  # the candidate's or the evaluator's: it is written down
        error = f"{type(caught).__name__}: {caught}"
        metrics = dict(default_metrics_on_error or {"combined_score": 0.0})
    metrics.pop("extra_data", None)
    save_json_results(results_dir, metrics, error is None, error)
    return metrics, error is None, error


def save_json_results(results_dir: str, metrics: dict[str, Any], correct: bool, error: str | None = None) -> None:
    """Both files of a verdict."""
    os.makedirs(results_dir, exist_ok=True)
    for name, data in (("correct.json", {"correct": correct, "error": error}), ("metrics.json", metrics)):
        with open(os.path.join(results_dir, name), "w", encoding="utf-8") as file:
            json.dump(data, file, default=_plain)


def _plain(value: Any) -> Any:
    """Numbers and arrays of numpy."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _function(path: str, name: str) -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[..., Any] = getattr(module, name)
    return function
