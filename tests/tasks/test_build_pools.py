"""Hidden pools of an invented family: built, and solved again with more time."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from eft.types import Direction, Limits, Scale, Task

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "references" / "build_pools.py"
SCORE = """
from eft.evaluation.blocks.verdict import accept

def instance(params, seed):
    return {"seed": seed % 1000}, {}

def score(public, secret, answer):
    return accept(answer["x"] / secret["reference"])
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_pools", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def family(tmp_path: Path) -> list[Task]:
    (tmp_path / "score.py").write_text(SCORE)
    return [
        Task(
            id="d/f/pool=p", domain="d", family="d/f", params={"pool": "p"}, split="train", direction=Direction.MIN, unit="ratio",
            scale=Scale.GAIN, representation="V", statement="", inputs={}, outputs={}, kind="hidden", limits=Limits(1.0, 3.0, 64, 1, 1),
            cheap_calls=1, resolution=1e-3, baseline=2.0, best_known=None, far_bound=None, folder=tmp_path,
        )
    ]  # fmt: skip


def solver(value: float, bound: float | None = None, fails_after: int = 1000) -> SimpleNamespace:
    """Always the same answer; stops the command after some instances."""
    left = [fails_after]

    def solve(public: dict[str, Any], seconds: float) -> tuple[dict[str, Any], float | None]:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return {"x": value}, bound

    return SimpleNamespace(SOLVER="the same answer", solve=solve, base=lambda public: {"x": 20.0})


def read(family: list[Task]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    data = json.loads((family[0].folder / "pool.json").read_text())
    return data, [row for half in ("search", "final") for row in data["pools"]["p"][half]]


def test_more_time_keeps_seeds_and_takes_better_references_and_bounds(script, family, capsys) -> None:
    script.build(family, solver(10.0, 4.0), 1.0)
    data, rows = read(family)
    assert (data["version"], data["seconds"], len(rows)) == (1, 1.0, 16)
    script.refresh(family, solver(8.0, 5.0), 5.0)
    new, better = read(family)
    assert (new["version"], new["seconds"]) == (2, 5.0)
    assert better == [row | {"reference": 8.0, "bound": 5.0} for row in rows]
    assert capsys.readouterr().out.endswith("d/f p reference 8 base 20 ratio 2.5000 +- 0.00000 bounds 0.6250 0.6250\n")


def test_no_reference_gets_worse_and_no_bound_weaker(script, family) -> None:
    script.build(family, solver(10.0, 4.0), 1.0)
    before = read(family)[1]
    script.refresh(family, solver(11.0, 3.0), 5.0)
    assert read(family)[1] == before
    script.refresh(family, solver(12.0, None), 6.0)
    assert read(family)[1] == before


def test_stopped_refresh_goes_on_where_it_was(script, family) -> None:
    script.build(family, solver(10.0), 1.0)
    with pytest.raises(KeyboardInterrupt):
        script.refresh(family, solver(8.0, fails_after=6), 5.0)
    data, rows = read(family)
    assert (data["version"], data["seconds"]) == (2, 1.0)
    assert [row.get("seconds") for row in rows] == [5.0] * 6 + [None] * 10
    assert [row["reference"] for row in rows] == [8.0] * 6 + [10.0] * 10
    script.refresh(family, solver(7.0, fails_after=10), 5.0)
    data, rows = read(family)
    assert (data["version"], data["seconds"]) == (3, 5.0)
    assert [row["reference"] for row in rows] == [8.0] * 6 + [7.0] * 10
    assert not any("seconds" in row for row in rows)
    text = (family[0].folder / "pool.json").read_text()
    script.refresh(family, solver(1.0, fails_after=0), 5.0)
    assert (family[0].folder / "pool.json").read_text() == text, "nothing is due"


def test_refresh_refuses_a_changed_generator_and_a_solver_without_seconds(script, family) -> None:
    script.build(family, solver(10.0), 1.0)
    file = family[0].folder / "pool.json"
    text = file.read_text()
    with pytest.raises(SystemExit, match="takes no seconds"):
        script.refresh(family, SimpleNamespace(SOLVER="", answers=None), 5.0)
    file.write_text(text.replace('"hash": "', '"hash": "0'))
    with pytest.raises(SystemExit, match="another instance"):
        script.refresh(family, solver(8.0), 5.0)
