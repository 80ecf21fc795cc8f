"""OpenEvolve's folders: `initial_program.*`, `evaluator.py` with `evaluate(program_path) -> metrics`, `config.yaml`.

Conventions as of OpenEvolve 0.4 (github.com/codelion/openevolve, openevolve/evaluator.py and config.py): fitness is `combined_score`, larger is
better; without it the mean of the numeric metrics that are no feature dimensions; `evaluate_stage1` to `3` replace `evaluate` unless
`evaluator.cascade_evaluation` is false, each run when the one before reached its threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eft.config import did_you_mean, load_yaml
from eft.evaluation.foreign import ForeignFolder
from eft.types import UserError

EVALUATOR, CONFIG, INITIAL = "evaluator.py", "config.yaml", "initial_program"
TIMEOUT_S, THRESHOLDS = 300.0, (0.5, 0.75, 0.9)
SECTIONS = ("llm", "prompt", "database", "evaluator", "evolution_trace")
TOP = (
    "max_iterations", "checkpoint_interval", "log_level", "log_dir", "random_seed", "diff_based_evolution", "max_code_length", "language",
    "file_suffix", "early_stopping_patience", "convergence_threshold", "early_stopping_metric", "max_tasks_per_child", "diff_pattern",
    "allow_full_rewrites", *SECTIONS,
)  # fmt: skip
OF_EVALUATOR = (
    "timeout", "max_retries", "cascade_evaluation", "cascade_thresholds", "parallel_evaluations", "use_llm_feedback", "llm_feedback_weight",
    "enable_artifacts", "max_artifact_storage", "memory_limit_mb", "cpu_limit", "distributed",
)  # fmt: skip


def recognises(folder: Path) -> bool:
    """An evaluator beside a first program."""
    return (folder / EVALUATOR).is_file() and any(folder.glob(f"{INITIAL}.*"))


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration."""
    config = load_yaml(folder / CONFIG) if (folder / CONFIG).is_file() else {}
    judge = _section(folder, config, "evaluator")
    warnings = [f"{CONFIG}: {key}: unknown, ignored{did_you_mean(key, TOP)}" for key in config if key not in TOP]
    warnings += [
        f"{CONFIG}: evaluator.{key}: unknown, ignored{did_you_mean(key, OF_EVALUATOR)}" for key in judge if key not in OF_EVALUATOR
    ]
    initial = min(folder.glob(f"{INITIAL}.*"))
    dimensions = _section(folder, config, "database").get("feature_dimensions", ())
    return ForeignFolder(
        path=folder,
        convention="openevolve",
        initial=initial,
        evaluator=EVALUATOR,
        suffix=initial.suffix,
        statement=str(_section(folder, config, "prompt").get("system_message", "")),
        timeout_s=_number(folder, judge.get("timeout", TIMEOUT_S), "timeout"),
        cascade=judge.get("cascade_evaluation", True) is not False,
        thresholds=_thresholds(folder, judge.get("cascade_thresholds", THRESHOLDS)),
        not_fitness=tuple(map(str, dimensions)) if isinstance(dimensions, list) else (),
        warnings=tuple(warnings),
    )


def _section(folder: Path, config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = config.get(name) or {}
    if not isinstance(section, dict):
        raise UserError(f"{folder / CONFIG}: {name}: expected `key: value` lines")
    return section


def _number(folder: Path, value: Any, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise UserError(f"{folder / CONFIG}: evaluator.{key}: expected a positive number, got {value!r}")
    return float(value)


def _thresholds(folder: Path, value: Any) -> tuple[float, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in value):
        raise UserError(f"{folder / CONFIG}: evaluator.cascade_thresholds: expected a list of numbers, got {value!r}")
    return tuple(map(float, value))
