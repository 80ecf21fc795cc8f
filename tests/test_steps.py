"""Steps: references between them, settings from a file and their differences, a mistake before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from eft.steps import Step, references, resolve, settings_of
from eft.types import UserError


def test_references_are_found_and_replaced_everywhere() -> None:
    value = {"a": ["@base", 1], "b": {"path": "@eft"}, "c": "no@reference"}
    assert references(value) == ["base", "eft"]
    assert resolve(value, lambda name: f"runs/x/{name}") == {"a": ["runs/x/base", 1], "b": {"path": "runs/x/eft"}, "c": "no@reference"}


def test_settings_start_from_a_file(tmp_path: Path) -> None:
    config = tmp_path / "collect.yaml"
    config.write_text("tasks: [codes/labs]\nattempts: 7\n")
    step = Step("more", "collect", "x", {"attempts": 9}, str(config))
    assert settings_of(step, str, tmp_path / "out", "demo") == {"tasks": ["codes/labs"], "attempts": 9, "out": str(tmp_path / "out")}


def test_a_wrong_key_is_named_with_its_step(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="trial step collect: config key atempts: unknown; did you mean attempts"):
        settings_of(Step("collect", "collect", "x", {"atempts": 3}), str, tmp_path, "trial")
