"""CodeEvolve's folders: `input/evaluate.py PROGRAM RESULTS.json` (or without `input/`), `src/init_program.*`, a YAML file.

Conventions as of github.com/inter-co/science-codeevolve (src/codeevolve/evaluator.py, configs/): the evaluator writes one JSON object
with metrics; the fitness is the one that `EVOLVE_CONFIG.fitness_key` names, larger is better; an exit status other than 0 is a failure.
"""

from __future__ import annotations

from pathlib import Path

from eft.config import load_yaml
from eft.evaluation.conventions._config import TIMEOUT_S, first, idle, positive, section, unknown
from eft.evaluation.foreign import ForeignFolder
from eft.types import UserError

EVALUATOR, CODEBASE, INITIAL = "evaluate.py", "src", "init_program"
FITNESS = "benchmark_ratio"  # of the project's own configs
TOP = ("SYS_MSG", "CODEBASE_PATH", "INIT_FILE_DATA", "EVAL_FILE_NAME", "EVAL_TIMEOUT", "MAX_MEM_BYTES", "MEM_CHECK_INTERVAL_S",
       "EVOLVE_CONFIG", "EXPLORATION_ENSEMBLE", "EXPLOITATION_ENSEMBLE", "SAMPLER_AUX_LM", "MAP_ELITES", "BUDGET_CONFIG")  # fmt: skip
HONOURED = ("SYS_MSG", "CODEBASE_PATH", "INIT_FILE_DATA", "EVAL_FILE_NAME", "EVAL_TIMEOUT", "MAX_MEM_BYTES", "EVOLVE_CONFIG")
MEBIBYTE = 1 << 20


def recognises(folder: Path) -> bool:
    """An evaluator above a code base with a first program."""
    return any((at / EVALUATOR).is_file() and any((at / CODEBASE).glob(f"{INITIAL}.*")) for at in (folder, folder / "input"))


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration."""
    at = "" if (folder / EVALUATOR).is_file() else "input/"
    file, warnings = first(folder, "configs/*.yaml" if any(folder.glob("configs/*.yaml")) else "*.yaml")
    config = {} if file is None else load_yaml(file)
    name = "configuration" if file is None else str(file.relative_to(folder))
    file = file or folder / "config.yaml"
    source, evolution = section(file, config, "INIT_FILE_DATA"), section(file, config, "EVOLVE_CONFIG")
    initial = folder / at / str(config.get("CODEBASE_PATH", CODEBASE)) / str(source.get("filename", f"{INITIAL}.py"))
    evaluator = at + str(config.get("EVAL_FILE_NAME", EVALUATOR))
    for key, needed in (("INIT_FILE_DATA.filename", initial), ("EVAL_FILE_NAME", folder / evaluator)):
        if not needed.is_file():
            raise UserError(f"{file}: {key}: {needed.relative_to(folder)}: no such file in {folder}")
    if "fitness_key" not in evolution:
        warnings.append(f"{name}: EVOLVE_CONFIG.fitness_key: not given, {FITNESS} is taken")
    keys = [key for key in config if key in TOP and key not in HONOURED]
    keys += [f"EVOLVE_CONFIG.{key}" for key in evolution if key != "fitness_key"]
    memory = config.get("MAX_MEM_BYTES")
    return ForeignFolder(
        path=folder,
        convention="codeevolve",
        protocol="codeevolve",
        initial=initial,
        evaluator=evaluator,
        suffix=initial.suffix,
        statement=str(config.get("SYS_MSG", "")),
        timeout_s=positive(file, config.get("EVAL_TIMEOUT", TIMEOUT_S), "EVAL_TIMEOUT"),
        memory_mb=None if memory is None else positive(file, memory, "MAX_MEM_BYTES") / MEBIBYTE,
        fitness=str(evolution.get("fitness_key", FITNESS)),
        warnings=(*warnings, *unknown(name, config, TOP), *idle(name, keys)),
    )
