"""Runs the candidate as a program of its own and judges the construction that it saved, as ThetaEvolve's package of this name does.

Minimised objectives become negative scores. A failure has no score at all, where the original gives a negative code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from ..evaluation_result import EvaluationResult
from .file_io_controller import extract_solution_data_universal, get_current_problem_config

__all__ = ["ObjectiveBasedProblemEvaluator", "create_evaluation_controller", "get_current_problem_config"]

TAIL = 1500  # characters of the program's output in a report


class ObjectiveBasedProblemEvaluator:
    """What a folder's verifier consists of. validate_func: data -> (valid, message). compute_objective_func: data -> number."""

    def __init__(
        self,
        validate_func: Callable[[Any], tuple[bool, str]],
        compute_objective_func: Callable[[Any], float],
        score_transform_config: Any = None,
        maximize: bool = True,
    ) -> None:
        self.validate, self.objective, self.maximize = validate_func, compute_objective_func, maximize


class Controller:
    """`evaluate(program_path)` as OpenEvolve calls it."""

    def __init__(self, problem: ObjectiveBasedProblemEvaluator, config: dict[str, Any]) -> None:
        self._problem, self._limit_s = problem, float(config["time_limit"])

    def evaluate(self, program_path: str, temp_dir: str | None = None) -> EvaluationResult:
        """Metrics of the saved construction, or an `error`."""
        place = temp_dir or tempfile.mkdtemp(prefix="openevolve_")
        program = shutil.copy(program_path, place)
        with tempfile.TemporaryFile() as output:  # not a pipe: nothing that the program prints is held in memory
            try:
                done = subprocess.run(
                    [sys.executable, program], cwd=place, stdout=output, stderr=output, timeout=self._limit_s, check=False
                )
            except subprocess.TimeoutExpired:
                return _failed(f"the program ran longer than {self._limit_s:g} s")
            output.seek(max(0, output.seek(0, os.SEEK_END) - TAIL))
            tail = output.read().decode("utf-8", "replace").strip()
        if done.returncode != 0:
            return _failed(f"the program ended with {done.returncode}: {tail}")
        data = ((extract_solution_data_universal(place) or {}).get("current_solution") or {}).get("data")
        if not data:
            return _failed("the program saved no solution")
        valid, words = self._problem.validate(data)
        if not valid:
            return _failed(f"validation failed: {words}")
        value = float(self._problem.objective(data))
        metrics = {"combined_score": value if self._problem.maximize else -value, "objective_value": value, "validity": 1.0}
        return EvaluationResult(metrics=metrics, artifacts={"program_output": tail} if tail else {})


def create_evaluation_controller(base_problem_evaluator: ObjectiveBasedProblemEvaluator, config: dict[str, Any]) -> Controller:
    """The controller of a problem."""
    return Controller(base_problem_evaluator, config)


def _failed(words: str) -> EvaluationResult:
    failure: Any = {"error": words}
    return EvaluationResult(metrics=failure)
