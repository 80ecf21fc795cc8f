"""Where a program leaves its construction for the verifier: `<problem>_search_data/search_info.json` in its working directory."""

from __future__ import annotations

import json
import os
from typing import Any

__all__ = ["extract_solution_data_universal", "get_current_problem_config", "save_search_results"]


def get_current_problem_config() -> dict[str, Any]:
    """What the folder's configuration says under `variables`, by the names of ThetaEvolve's yaml_config_service."""
    with open(os.environ["OPENEVOLVE_CONFIG_PATH"], encoding="utf-8") as file:
        variables = json.load(file)["variables"]
    core = variables.get("core_parameters") or {}
    bounds = variables.get("KNOWN_BOUNDS") or {}
    problem = variables.get("PROBLEM_TYPE", "Unknown")
    config = {
        "problem_type": problem, "core_parameters": core, "time_limit": variables.get("MAX_RUNTIME", 300), "known_bounds": bounds,
        "known_bound": bounds.get(problem), "score_transform": variables.get("score_transform") or {},
        "current_sota": variables.get("CURRENT_SOTA"), "target_value": core.get("target_value") or variables.get("TARGET_VALUE"),
    }  # fmt: skip
    return {key: value for key, value in config.items() if value is not None}


def save_search_results(
    best_perfect_solution: dict[str, Any] | None, current_solution: dict[str, Any], base_dir: str = ".", **more: Any
) -> str:
    """Write the construction; returns the file."""
    folder = os.path.join(base_dir, _name())
    os.makedirs(folder, exist_ok=True)
    file = os.path.join(folder, "search_info.json")
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"best_perfect_solution": best_perfect_solution, "current_solution": current_solution, **more}, out, default=_plain)
    return file


def extract_solution_data_universal(temp_dir: str = ".") -> dict[str, Any]:
    """What was saved below `temp_dir`; empty if nothing readable is there."""
    try:
        with open(os.path.join(temp_dir, _name(), "search_info.json"), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name() -> str:
    kind = str(get_current_problem_config().get("problem_type", "Unknown")).lower()
    for old, new in (("(", ""), (")", ""), (",", "_"), (" ", "_")):
        kind = kind.replace(old, new)
    return f"{kind}_search_data"


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
