"""The demo: its plan is checked before anything runs; a small one runs whole and does nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from eft.config import load, parse_arguments
from eft.demo import DEFAULT, Settings, main, plan
from eft.steps import Step
from eft.types import UserError


@pytest.mark.parametrize("config", [DEFAULT, "configs/demo/long.yaml"])
def test_the_shipped_demos_are_sound(config: str) -> None:
    settings = load(Settings, parse_arguments([config]))
    commands = [step.command for step, _ in plan(settings)]
    assert commands == ["collect", "data", "fit", "fit", "fit", "compare", "evolve", "evolve"]


def test_a_wrong_key_stops_the_demo_before_it_starts(tmp_path: Path) -> None:
    settings = Settings((Step("collect", "collect", "x", {"atempts": 3}),), tmp_path)
    with pytest.raises(UserError, match="demo step collect: config key atempts: unknown; did you mean attempts"):
        plan(settings)


def test_a_small_demo_runs_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "demo.yaml"
    config.write_text(
        "steps:\n"
        "  - {name: collect, command: collect, what: a few attempts, settings: {tasks: [codes/labs/n=31], searches: 1, attempts: 3}}\n"
        '  - {name: data, command: data, what: transitions, settings: {runs: ["@collect"]}}\n'
    )
    arguments = [str(config), f"out={tmp_path / 'out'}"]
    assert main(arguments) == 0
    first = (tmp_path / "out" / "collect" / "run.db").stat().st_mtime_ns
    assert (tmp_path / "out" / "data" / "transitions.parquet").is_file()
    assert "seconds: collect" in capsys.readouterr().out
    assert main(arguments) == 0
    assert (tmp_path / "out" / "collect" / "run.db").stat().st_mtime_ns == first
