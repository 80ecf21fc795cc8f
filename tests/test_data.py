"""The command `eft data` from the outside: import, leaks, inspect, decisions; collect then build."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eft import data
from eft.__main__ import run
from eft.training.columns import FINCH, OURS, read_rows, write_rows

Make = Callable[..., dict[str, Any]]


def trace(file: Path, count: int, statement: str = "Sort faster.") -> Path:
    """An OpenEvolve trace with a last line that a kill cut off."""
    lines = [
        json.dumps({
            "iteration": i, "parent_id": f"p{i}", "child_id": f"c{i}", "parent_metrics": {"combined_score": 1.0},
            "child_metrics": {"combined_score": (2.0, 1.0, 0.5)[i % 3]}, "parent_code": f"def solve():\n    return {i * 7919}\n",
            "child_code": f"def solve():\n    return sorted(range({i * 104729}))\n",
            "prompt": {"system": statement, "user": f"Current program {i}"}, "llm_response": f"<think>\nhm\n</think>\n\nAnswer number {i}",
        })
        for i in range(count)
    ]  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, lines[-1][:90]]))
    return file


def test_a_trace_becomes_training_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.training.account import Account
    from eft.training.data.trajectories import Trajectories

    file, out = trace(tmp_path / "sorting" / "evolution_trace.jsonl", 30), tmp_path / "out"
    assert data.main(["import", str(file), f"out={out}"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"damaged lines \(a killed run's last\) +-1\n", said)
    assert re.search(r"sorting +10 +10 +10\n", said)
    assert data.main(["import", str(file), f"out={out}"]) == 0  # a second time answers from what is there
    assert capsys.readouterr().out == said
    rows = read_rows(out, FINCH | OURS)
    assert len(rows) == 30
    assert {row["leak"] for row in rows} == {""}
    for select, count in (("all", 30), ("improved", 10), ("preference", 20)):
        assert len(Trajectories(path=out, select=select, min_gain=0.0, near=1.0, max_repeats=1).rows(Account())) == count
    with_thoughts = Trajectories(path=out, thinking=True).rows(Account())
    assert with_thoughts[0].answer.startswith("<think>\nhm\n</think>\n\nAnswer number")


def test_evaluation_tasks_leave_an_import_or_are_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statement = "Pack 26 circles into a square: maximise the sum of radii."
    file = trace(tmp_path / "task_42" / "evolution_trace.jsonl", 3, statement)
    assert run("data", data.main, ["import", str(file), f"out={tmp_path / 'a'}"]) == 2
    assert "no row is left" in capsys.readouterr().err
    assert data.main(["import", str(file), "leaks=mark", f"out={tmp_path / 'b'}"]) == 0
    assert "3  states the public evaluation task circle packing" in capsys.readouterr().out
    assert data.main(["leaks", str(tmp_path / "b")]) == 1
    assert "3 of 3 rows touch held-out families" in capsys.readouterr().out


def test_public_rows_import_and_are_checked(make_public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert data.main(["leaks", str(make_public)]) == 1
    said = capsys.readouterr().out
    assert "1  family circle_packing_rect" in said
    assert "1 of 4 rows" in said
    assert data.main(["import", str(make_public), f"out={tmp_path / 'out'}"]) == 0
    assert re.search(r"close to held-out families \(left out\) +-1\n", capsys.readouterr().out)
    assert [row["task"] for row in read_rows(tmp_path / "out", ("task",))] == ["frontier_cs_0", "frontier_cs_2", "frontier_cs_3"]
    assert data.main(["leaks", str(tmp_path / "out")]) == 0
    assert data.main(["inspect", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("0 of 3 rows touch held-out families\n3 rows\n")


@pytest.fixture
def make_public(tmp_path: Path) -> Path:
    """Four rows as the public data has them, one of an evaluation task's sibling."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {
            "task": "circle_packing_rect" if i == 1 else f"frontier_cs_{i}", "improvement_label": "improved", "parent_code": f"a{i}",
            "child_code": f"b{i}", "system_prompt": "", "user_prompt": f"u{i}", "reasoning": None, "response": f"r{i}", "instance_uid": str(i),
        }
        for i in range(4)
    ]  # fmt: skip
    folder = tmp_path / "public"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / "train-00000.parquet")
    return folder


def test_user_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("no trace")
    for arguments, said in (
        (["import"], "no such file or folder"),
        (["import", str(tmp_path / "none.jsonl")], "none.jsonl: no such file or folder"),
        (["import", str(tmp_path / "notes.txt"), f"out={tmp_path / 'a'}"], "name its format=finch | openevolve"),
        (["import", str(tmp_path / "notes.txt"), "format=openevolve", f"out={tmp_path / 'b'}"], "no line is a record"),
        (["import", str(tmp_path / "notes.txt"), "format=finsh", f"out={tmp_path / 'c'}"], "did you mean finch?"),
        (["import", "a", "b"], "give one file or folder"),
        (["leaks", str(tmp_path)], "no parquet file there"),
        (["inspect", "a", "limit=3"], "give one parquet file or folder"),
    ):
        assert run("data", data.main, arguments) == 2
        assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*/*.parquet"))


def test_collected_runs_have_all_that_build_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """collect with the offline teacher, build, train on nothing yet: the columns are filled, decisions are there."""
    from eft.collect import main as collect
    from eft.text.edit import apply, parse
    from eft.training.account import Account
    from eft.training.data.trajectories import Trajectories

    run_folder, out = tmp_path / "run", tmp_path / "data"
    assert collect(["codes/labs/n=31", "searches=1", "attempts=14", "archive.size=1", "--quiet", f"out={run_folder}"]) == 0
    assert data.main([str(run_folder), "decisions.patience=2", f"out={out}"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"decision points +[1-9]", said)
    rows = read_rows(out, FINCH | OURS)
    edits, asked = [row for row in rows if row["kind"] == "edit"], [row for row in rows if row["kind"] == "directive"]
    assert len(edits) > 9
    assert len({row["instance_uid"] for row in rows}) == len(rows)
    for row in edits:
        assert row["family"] == "codes/labs"
        assert apply(parse(row["response"]), row["parent_code"]).source == row["child_code"]
        assert row["stage"] in ("weak", "middle", "good")
    for row in asked:
        assert row["user_prompt"].endswith("ask: stay or backtrack")
        assert row["response"].split()[0] in ("STAY", "BACKTRACK")
    assert re.search(rf"decisions \(stay or go back\) +{len(asked)}\n", said)
    assert len(Trajectories(path=out, near=1.0).rows(Account())) <= len(edits)

    packed = tmp_path / "packed"
    assert data.main(["pack", str(out), f"out={packed}"]) == 0
    assert f"{len(rows)} rows" in capsys.readouterr().out
    for near in (0.9, 1.0):  # what is trained on is the same
        assert list(Trajectories(path=packed, near=near).rows(Account())) == list(Trajectories(path=out, near=near).rows(Account()))
    assert (packed / "kinds.json").read_bytes() == (out / "kinds.json").read_bytes()
    assert (packed / "transitions.parquet").stat().st_size < (out / "transitions.parquet").stat().st_size
    assert data.main(["leaks", str(packed)]) == 0
    assert run("data", data.main, ["pack", str(packed), f"out={packed}"]) == 2


def test_a_build_without_rows_leaves_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.search.store import Store

    (tmp_path / "run").mkdir()
    Store(tmp_path / "run" / "run.db").close()
    assert run("data", data.main, ["build", str(tmp_path / "run"), f"out={tmp_path / 'out'}"]) == 2
    assert "no transitions" in capsys.readouterr().err
    assert not (tmp_path / "out" / "transitions.parquet").exists()


def test_inspect_counts_odd_labels(make_transitions: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(
        tmp_path / "t.parquet",
        [make_transitions(0, improvement_label=None, family=None, task="x"), make_transitions(1, improvement_label="better", family="y")],
    )
    assert data.main(["inspect", str(tmp_path)]) == 0
    assert re.search(r"x +0 +0 +0 +1 +0\n", capsys.readouterr().out)


def test_the_strict_split_leaves_relatives_out_and_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.collect import main as collect

    run_folder = tmp_path / "run"
    assert collect(["tasks=[codes/labs/n=31,routing/tsp]", "searches=1", "attempts=3", "--quiet", f"out={run_folder}"]) == 0
    for split in ("normal", "strict"):
        assert data.main([str(run_folder), f"split={split}", f"out={tmp_path / split}"]) == 0
    assert re.search(r"searches of families kin to held-out ones +-[1-9]", capsys.readouterr().out)
    families = [{row["family"] for row in read_rows(tmp_path / split, OURS)} for split in ("normal", "strict")]
    assert families == [{"codes/labs", "routing/tsp"}, {"codes/labs"}]
    assert [data.main(["leaks", str(tmp_path / "normal"), *more]) for more in ((), ("split=strict",))] == [0, 1]
    assert "family routing/tsp, kin to orienteering" in capsys.readouterr().out
    assert data.main(["leaks", str(tmp_path / "strict"), "split=strict"]) == 0
