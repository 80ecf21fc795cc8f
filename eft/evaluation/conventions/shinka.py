"""ShinkaEvolve's folders: exactly one `initial.*`, `evaluate.py --program_path P --results_dir D`, optionally one YAML file.

Conventions as of ShinkaEvolve 0.0.7 (github.com/SakanaAI/ShinkaEvolve, shinka/core/wrap_eval.py, docs/configuration.md): the evaluator
writes D/correct.json and D/metrics.json; fitness is `combined_score`, larger is better; what is `public`, and `text_feedback`, is shown to
the model. `shinka.core.run_shinka_eval` is a stand-in here (`sandbox/child/shims/shinka`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eft.config import load_yaml
from eft.evaluation.conventions._config import TIMEOUT_S, first, idle, only, section, unknown
from eft.evaluation.foreign import ForeignFolder
from eft.types import UserError

EVALUATOR = "evaluate.py"
TOP = ("max_evaluation_jobs", "max_proposal_jobs", "max_db_workers", "db_config", "evo_config", "job_config")
OF_JOB = ("eval_program_path", "extra_cmd_args", "time", "conda_env", "activate_script", "image", "image_tar_path", "docker_flags",
          "partition", "cpus", "gpus", "mem", "modules")  # fmt: skip
HONOURED_OF_JOB = ("eval_program_path", "extra_cmd_args", "time")


def recognises(folder: Path) -> bool:
    """An evaluator beside a first program."""
    return (folder / EVALUATOR).is_file() and any(folder.glob("initial.*"))


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration."""
    initial = only(folder, "initial.*", "first program")
    file, warnings = first(folder, "*.yaml")
    config = {} if file is None else load_yaml(file)
    file = file or folder / "shinka.yaml"
    evolution, job = section(file, config, "evo_config"), section(file, config, "job_config")
    name = file.name
    keys = [key for key in config if key in TOP and key not in ("evo_config", "job_config")]
    keys += [f"evo_config.{key}" for key in evolution if key != "task_sys_msg"]
    keys += [f"job_config.{key}" for key in job if key in OF_JOB and key not in HONOURED_OF_JOB]
    evaluator = str(job.get("eval_program_path", EVALUATOR))
    if not (folder / evaluator).is_file():
        raise UserError(f"{file}: job_config.eval_program_path: {evaluator}: no such file")
    return ForeignFolder(
        path=folder,
        convention="shinka",
        protocol="shinka",
        initial=initial,
        evaluator=evaluator,
        suffix=initial.suffix,
        statement=str(evolution.get("task_sys_msg") or ""),
        timeout_s=TIMEOUT_S if job.get("time") is None else _seconds(file, job["time"]),
        arguments=_arguments(file, section(file, job, "extra_cmd_args")),
        warnings=(*warnings, *unknown(name, config, TOP), *unknown(name, job, OF_JOB, "job_config."), *idle(name, keys)),
    )


def _seconds(file: Path, value: Any) -> float:
    """HH:MM:SS, as text or (YAML 1.1's base 60) already a number."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return float(value)
    parts = str(value).split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not any(map(int, parts)):
        raise UserError(f"{file}: job_config.time: expected HH:MM:SS, got {value!r}")
    hours, minutes, seconds = map(int, parts)
    return float(3600 * hours + 60 * minutes + seconds)


def _arguments(file: Path, extra: Mapping[str, Any]) -> tuple[str, ...]:
    if any(isinstance(value, (dict, list)) for value in extra.values()):
        raise UserError(f"{file}: job_config.extra_cmd_args: expected `key: value` lines with plain values")
    return tuple(word for key, value in extra.items() for word in (f"--{key}", str(value)))
