"""pytest plugin: the scorers built with sanitizers stand in for the installed ones (`make asan`)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

BUILD = Path(__file__).parents[2] / "build" / "asan"


def _load(file: Path) -> None:
    spec = importlib.util.spec_from_file_location("eft._scorers", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["eft._scorers"] = module
    spec.loader.exec_module(module)

    import eft

    eft._scorers = module  # type: ignore[attr-defined] # what `from eft import _scorers` finds


_load(next(BUILD.glob("_scorers*.so")))
