"""The first thing to run: import, one score, one evolve step, one fit step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_the_extension_scores_a_packing() -> None:
    import numpy as np

    from eft.evaluation.scorers.packing import circles_in_square

    half = np.array([0.5])
    assert circles_in_square(half, half, half).value == 0.5


def test_one_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.score import main

    program = tmp_path / "one.py"
    program.write_text("def solve(n):\n    return {'x': [0.5] * n, 'y': [0.5] * n, 'r': [0.5] + [0.0] * (n - 1)}\n")
    assert main(["packing/circles_in_square/n=26", str(program), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    # The points lie in the centre of the disk: shrinking all radii by one amount until nothing overlaps leaves nothing.
    assert (found["status"], found["score"]) == ("ok", 0.0)


def test_one_evolve_step(tmp_path: Path) -> None:
    from eft.evolve import main

    assert main(["configs/evolve/smoke.yaml", "attempts=1", f"out={tmp_path / 'run'}", "--json"]) == 0


def test_one_fit_step(tmp_path: Path) -> None:
    from eft.fit import main

    assert main(["configs/fit/smoke.yaml", "tokens=500", f"out={tmp_path / 'fit'}", "--quiet"]) == 0
    assert (tmp_path / "fit" / "export").is_dir()
