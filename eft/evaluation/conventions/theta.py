"""ThetaEvolve's folders: `evaluators/evaluator*.py`, `initial_programs/initial_program*.py`, `configs/*.yaml` with `variables:`.

Conventions as of github.com/ypwang61/ThetaEvolve (openevolve_adapted/): an OpenEvolve evaluator on top of `openevolve.modular_utils`, for
which there is a stand-in (`sandbox/child/shims/openevolve/modular_utils`): the candidate runs as a program of its own and saves its
construction with `save_search_results`; the verifier computes the objective again from that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eft.config import load_yaml
from eft.evaluation.conventions import openevolve
from eft.evaluation.conventions._config import TIMEOUT_S, first, idle, only, positive, section, unknown
from eft.evaluation.foreign import ForeignFolder

TOP = (*openevolve.TOP, "variables", "copy_folders")
OF_EVALUATOR = (*openevolve.OF_EVALUATOR, "collect_runtime_environments", "preserve_temp_directories", "runtime_environment_patterns")
OF_PROMPT = ("system_message", "system_message_list")
HONOURED = ("variables", "evaluator", "prompt")


def recognises(folder: Path) -> bool:
    """An evaluator and a first program, each in its folder."""
    return any(folder.glob("evaluators/evaluator*.py")) and any(folder.glob("initial_programs/initial_program*.py"))


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration."""
    evaluator = only(folder, "evaluators/evaluator*.py", "evaluator")
    initial, more = first(folder, "initial_programs/initial_program*.py")
    assert initial is not None  # recognised by it
    file, others = first(folder, "configs/*.yaml")
    config = {} if file is None else load_yaml(file)
    name = "configuration" if file is None else str(file.relative_to(folder))
    file = file or folder / "configs"
    judge, prompt, variables = (section(file, config, key) for key in ("evaluator", "prompt", "variables"))
    keys = [key for key in config if key in TOP and key not in HONOURED]
    keys += [f"evaluator.{key}" for key in judge if key in OF_EVALUATOR and key != "timeout"]
    keys += [f"prompt.{key}" for key in prompt if key not in OF_PROMPT]
    return ForeignFolder(
        path=folder,
        convention="theta",
        initial=initial,
        evaluator=str(evaluator.relative_to(folder)),
        suffix=initial.suffix,
        statement=_statement(prompt, variables),
        timeout_s=positive(file, judge.get("timeout", TIMEOUT_S), "evaluator.timeout"),
        config=json.dumps({"variables": variables}, default=str),
        warnings=(*more, *others, *unknown(name, config, TOP), *unknown(name, judge, OF_EVALUATOR, "evaluator."), *idle(name, keys)),
    )


def _statement(prompt: Mapping[str, Any], variables: Mapping[str, Any]) -> str:
    """The message of most weight, with the variables put in for `{name}` and `{name.part}`."""
    text, listed = str(prompt.get("system_message") or ""), prompt.get("system_message_list")
    if not text and isinstance(listed, list):
        messages = [entry for entry in listed if isinstance(entry, dict) and "message" in entry]
        text = max(messages, key=lambda entry: float(entry.get("weight", 1.0)))["message"] if messages else ""
    return re.sub(r"\{([A-Za-z_][\w.]*)\}", lambda found: _value(variables, found[1], found[0]), str(text))


def _value(variables: Mapping[str, Any], path: str, otherwise: str) -> str:
    at: Any = variables
    for part in path.split("."):
        if not isinstance(at, Mapping) or part not in at:
            return otherwise
        at = at[part]
    return str(at)
