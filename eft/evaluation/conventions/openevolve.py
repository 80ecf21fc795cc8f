"""OpenEvolve's folders: `initial_program.*`, `evaluator.py` with `evaluate(program_path) -> metrics`, `config.yaml`.

Conventions as of OpenEvolve 0.4 (github.com/codelion/openevolve, openevolve/evaluator.py and config.py), which SkyDiscover and EvoDuet
share: fitness is `combined_score`, larger is better; without it the mean of the numeric metrics that are no feature dimensions;
`evaluate_stage1` to `3` replace `evaluate` unless `evaluator.cascade_evaluation` is false, each run when the one before reached its
threshold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eft.config import load_yaml
from eft.evaluation.conventions._config import TIMEOUT_S, idle, only, positive, section, unknown
from eft.evaluation.foreign import ForeignFolder
from eft.types import UserError

EVALUATOR, CONFIG, INITIAL = "evaluator.py", "config.yaml", "initial_program"
THRESHOLDS = (0.5, 0.75, 0.9)
SECTIONS = ("llm", "prompt", "database", "evaluator", "evolution_trace")
SKYDISCOVER = ("search", "monitor", "agentic", "benchmark", "diff_based_generation", "max_solution_length")
TOP = (
    "max_iterations", "checkpoint_interval", "log_level", "log_dir", "random_seed", "diff_based_evolution", "max_code_length", "language",
    "file_suffix", "early_stopping_patience", "convergence_threshold", "early_stopping_metric", "max_tasks_per_child", "diff_pattern",
    "allow_full_rewrites", *SECTIONS, *SKYDISCOVER,
)  # fmt: skip
OF_EVALUATOR = (
    "timeout", "max_retries", "cascade_evaluation", "cascade_thresholds", "parallel_evaluations", "use_llm_feedback", "llm_feedback_weight",
    "enable_artifacts", "max_artifact_storage", "memory_limit_mb", "cpu_limit", "distributed",
)  # fmt: skip
HONOURED = ("evaluator", "prompt", "database", "file_suffix", "language")
HONOURED_OF_EVALUATOR = ("timeout", "cascade_evaluation", "cascade_thresholds", "enable_artifacts", "memory_limit_mb")
IN_PARTS = ("prompt", "database")  # of which one key is honoured: system_message, feature_dimensions


def recognises(folder: Path) -> bool:
    """An evaluator beside a first program."""
    return ((folder / EVALUATOR).is_file() or (folder / "evaluator" / "Dockerfile").is_file()) and any(folder.glob(f"{INITIAL}.*"))


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration."""
    if not (folder / EVALUATOR).is_file():
        raise UserError(
            f"{folder}: evaluator/Dockerfile: an evaluator that is a container is not run here; give evaluator.py with evaluate()"
        )
    file = folder / CONFIG
    config = load_yaml(file) if file.is_file() else {}
    judge, prompt, database = (section(file, config, name) for name in ("evaluator", "prompt", "database"))
    initial = only(folder, f"{INITIAL}.*", "first program")
    dimensions = database.get("feature_dimensions", ())
    return ForeignFolder(
        path=folder,
        convention="openevolve",
        initial=initial,
        evaluator=EVALUATOR,
        suffix=initial.suffix,
        statement=str(prompt.get("system_message", "")),
        timeout_s=positive(file, judge.get("timeout", TIMEOUT_S), "evaluator.timeout"),
        memory_mb=None if judge.get("memory_limit_mb") is None else positive(file, judge["memory_limit_mb"], "evaluator.memory_limit_mb"),
        cascade=judge.get("cascade_evaluation", True) is not False,
        thresholds=_thresholds(file, judge.get("cascade_thresholds", THRESHOLDS)),
        artifacts=judge.get("enable_artifacts", True) is not False,
        not_fitness=tuple(map(str, dimensions)) if isinstance(dimensions, list) else (),
        warnings=(*unknown(CONFIG, config, TOP), *unknown(CONFIG, judge, OF_EVALUATOR, "evaluator."), *_idle(config, judge)),
    )


def _idle(config: dict[str, Any], judge: Any) -> list[str]:
    keys = [key for key in config if key in TOP and key not in HONOURED]
    keys += [f"evaluator.{key}" for key in judge if key in OF_EVALUATOR and key not in HONOURED_OF_EVALUATOR]
    for name, used in zip(IN_PARTS, ("system_message", "feature_dimensions"), strict=True):
        keys += [f"{name}.{key}" for key in (config.get(name) or {}) if key != used]
    return idle(CONFIG, keys)


def _thresholds(file: Path, value: Any) -> tuple[float, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in value):
        raise UserError(f"{file}: evaluator.cascade_thresholds: expected a list of numbers, got {value!r}")
    return tuple(map(float, value))
