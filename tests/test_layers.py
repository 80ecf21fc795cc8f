"""Imports point downwards, and the search side never pulls in torch."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import eft

ROOT = Path(eft.__file__).parent
# From the ground up; a package imports only what stands below it.
LAYERS = ["types", "keys", "config", "runs", "log", "statistics", "text", "models", "backends", "evaluation", "search", "training"]


def layer(module: str) -> int | None:
    """Index of the layer of `eft.x.y`; commands stand above all layers; None for other packages."""
    parts = module.split(".")
    if parts[0] != "eft" or len(parts) == 1 or parts[1] in ("_scorers", "__main__"):
        return None
    return LAYERS.index(parts[1]) if parts[1] in LAYERS else len(LAYERS)


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" if node.module == "eft" else node.module for alias in node.names}
    return found


def test_imports_point_downwards() -> None:
    wrong = []
    for file in ROOT.rglob("*.py"):
        here = ".".join(("eft", *file.relative_to(ROOT).with_suffix("").parts))
        own = layer(here)
        if own is None:
            continue
        wrong += [f"{here} imports {name}" for name in imports(file) if (level := layer(name)) is not None and level > own]
    assert wrong == []


def test_score_and_evolve_leave_torch_alone() -> None:
    code = (
        "import sys, eft.score, eft.evolve, eft.evolution.result, eft.evolution.searching, eft.evolution.start, eft.evaluation.evaluate, eft.text.prompt, eft.backends.rules\n"
        "assert 'torch' not in sys.modules, 'torch imported'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
