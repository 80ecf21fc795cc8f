"""Every YAML in configs/ loads into its command's schema."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from eft.config import load, parse_arguments, shared_folder

FILES = sorted(shared_folder("configs").rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_loads(file: Path) -> None:
    module = importlib.import_module(f"eft.{file.parent.name}")
    load(module.Settings, parse_arguments([str(file)]))
