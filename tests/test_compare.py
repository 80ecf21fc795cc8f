"""The comparison end to end with offline arms: files, resume, mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eft.compare import main
from eft.search.store import Store
from eft.types import UserError

SMALL = ["configs/compare/smoke.yaml", "attempts=4", "points=[2,4]", "parent_attempts=6", "fresh_seeds=2", "--quiet"]


def test_it_measures_writes_and_continues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main([*SMALL, f"out={out}"]) == 0
    printed = capsys.readouterr().out
    assert "Paired differences" in printed
    result = json.loads((out / "compare.json").read_text())
    assert set(result["arms"]) == {"teacher", "doubled"}
    assert all(len(c["mean"]) == 4 for c in result["curves"].values())
    assert (out / "anytime.svg").read_bytes().startswith(b"<svg")
    stamp = (out / "arms" / "teacher" / "run.db").stat().st_mtime_ns
    assert main([*SMALL, f"out={out}"]) == 0
    assert (out / "arms" / "teacher" / "run.db").stat().st_mtime_ns == stamp
    assert json.loads((out / "compare.json").read_text()) == result


@pytest.mark.slow
def test_the_same_settings_give_the_same_numbers(tmp_path: Path) -> None:
    results = []
    for name, workers in (("a", 1), ("b", 2)):
        assert main([*SMALL, f"workers={workers}", f"out={tmp_path / name}"]) == 0
        results.append(json.loads((tmp_path / name / "compare.json").read_text()))
    assert results[0] == results[1]


def test_a_damaged_stage_is_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main([*SMALL, f"out={out}"]) == 0
    (out / "parents.json").write_text("[{")
    with pytest.raises(UserError, match=r"parents.json: damaged"):
        main([*SMALL, f"out={out}"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "config key arms: name at least one arm"),
        (["configs/compare/smoke.yaml", "tuned=efft"], "tuned: 'efft' is none of the arms"),
        (["configs/compare/smoke.yaml", "against=[x]"], "are none of the arms"),
        (["configs/compare/smoke.yaml", "codes/labs"], "unexpected codes/labs"),
        (
            ["configs/compare/smoke.yaml", "tasks=[packing/circles_in_square]", "split=strict"],
            "each of them has relatives among the training",
        ),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main([*arguments, f"out={tmp_path / 'out'}"])
    assert not (tmp_path / "out").exists()


def test_searches_begin_with_the_given_blocks(tmp_path: Path) -> None:
    """The same search in other words: its first program has the seed program's score and none of its lines' names."""
    assert main([*SMALL, "starts=configs/starts/names", f"out={tmp_path}"]) == 0
    parents = json.loads((tmp_path / "parents.json").read_text())
    assert [parent["task"] for parent in parents if parent["stage"] == "seed"] == json.loads((tmp_path / "compare.json").read_text())[
        "task_ids"
    ]
    with Store(tmp_path / "arms" / "teacher" / "run.db") as store:
        first = [attempt for attempt in store.attempts() if attempt.index == 0]
        assert first
        for attempt in first:
            assert "def draw():" in store.source(attempt.child or "")


def test_parents_and_verdicts_serve_another_comparison(tmp_path: Path) -> None:
    verdicts = f"verdicts={tmp_path / 'verdicts.db'}"
    assert main([*SMALL, "hand_written=true", verdicts, f"out={tmp_path / 'a'}"]) == 0
    assert main([*SMALL, f"parents={tmp_path / 'a'}", verdicts, f"out={tmp_path / 'b'}"]) == 0
    first, second = (json.loads((tmp_path / name / "compare.json").read_text()) for name in "ab")
    assert {"hand", "seed"} <= set(first["arms"]["teacher"]["by_stage"])
    assert first == second
    assert main([*SMALL, f"out={tmp_path / 'c'}"]) == 0  # judged without the file: the same numbers
    third = json.loads((tmp_path / "c" / "compare.json").read_text())
    assert third["curves"] == first["curves"]
    with pytest.raises(UserError, match=r"parents=.*nowhere: no parents\.json there"):
        main([*SMALL, f"parents={tmp_path / 'nowhere'}", f"out={tmp_path / 'd'}"])
