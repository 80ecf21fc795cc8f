"""`eft report` as a command: real run folders in, one page out, or one line and exit 2."""

from __future__ import annotations

import json

import pytest

from eft import evolve, report
from eft.__main__ import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run of `eft evolve` with fakes: nothing is executed."""
    out = tmp_path_factory.mktemp("runs") / "one"
    words = ["codes/maxdet/n=15", "backend=fake", "evaluator=fake", "archive=best", "attempts=12", "order=strict", f"out={out}", "--quiet"]
    assert evolve.main(words) == 0
    return out


def arm(mean):
    value = {"mean": mean, "low": mean - 0.1, "high": mean + 0.1, "n": 4, "note": ""}
    return {
        **dict.fromkeys(("area", "closed_area", "improving", "valid", "regressing", "valid_wilson"), value),
        "points": {"5": value}, "by_stage": {"weak": 0.5}, "by_family": {"codes/maxdet": 0.25}, "failures": {"not_found": 3},
        "distinct": 1.0, "search_valid": 0.9, "backtracks": {"policy": {"taken": 4, "paid": 1}}, "tokens_per_reply": 40.0,
    }  # fmt: skip


def comparison():
    d = {
        "pairs": {"mean": 0.1, "low": 0.05, "high": 0.15, "n": 4, "note": ""},
        "families": {"mean": 0.1, "low": None, "high": None, "n": 4, "note": "one family"},
        "won_tied_lost": [3, 1, 0],
    }
    curve = {"mean": [0.0, 0.5], "low": [0.0, 0.4], "high": [0.0, 0.6]}
    return {
        "tasks": 1, "task_ids": ["codes/maxdet/n=15"], "seeds": 2, "attempts": 2, "parents": 3, "samples": 4, "fresh_seeds": 8,
        "arms": {"base": arm(0.2), "<b>eft</b>": arm(0.3)},
        "differences": {"eft - base": dict.fromkeys(("area", "closed_area", "improving", "valid"), d)},
        "curves": {"base": curve, "<b>eft</b>": curve},
    }  # fmt: skip


def test_the_page_of_a_run(folder, capsys):
    assert report.main([str(folder)]) == 0
    assert capsys.readouterr().out.strip() == str(folder / "report.html")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "12 attempts in 1 search" in page
    assert "archive.name" in page
    assert not list(folder.glob(".report*"))


def test_the_same_run_gives_the_same_page(folder, tmp_path):
    pages = [report.write(folder, tmp_path / name).read_bytes() for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]


def test_where_the_page_goes(folder, tmp_path):
    assert report.write(folder, tmp_path / "new" / "page.html", draw=False) == tmp_path / "new" / "page.html"
    assert report.write(folder, tmp_path / "folder", draw=False) == tmp_path / "folder" / "report.html"


def test_the_page_of_a_comparison(tmp_path):
    (tmp_path / "compare.json").write_text(json.dumps(comparison()))
    page = report.write(tmp_path).read_text()
    assert "better over these pairs" in page
    assert "+0.1000 (one family)" in page
    assert "&lt;b&gt;eft&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "policy 1 / 4" in page


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"arms": {}}', '{"arms": 3}', "null", "[" * 100_000])
def test_a_damaged_comparison_is_one_line(tmp_path, capsys, content):
    (tmp_path / "compare.json").write_text(content)
    assert run("report", report.main, [str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "compare.json" in message
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name the folder of a run"),
        (["{tmp}/none"], "no such folder"),
        (["{tmp}"], "run.db: no such file"),
        (["{tmp}", "{tmp}"], "one folder at a time"),
        (["{tmp}", "drwa=false"], "did you mean draw"),
        (["{tmp}", "--fast"], "unknown option --fast"),
    ],
)
def test_mistakes_are_one_line(tmp_path, capsys, words, message):
    assert run("report", report.main, [word.format(tmp=tmp_path) for word in words]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_damaged_store_is_one_line_and_the_old_page_stays(tmp_path, capsys):
    (tmp_path / "run.db").write_bytes(b"SQLite format 3\x00 but not really" * 50)
    (tmp_path / "report.html").write_text("the old page")
    assert run("report", report.main, [str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "run.db: not a readable run database" in error
    assert error.count("\n") == 1
    assert (tmp_path / "report.html").read_text() == "the old page"


def test_help(capsys):
    assert report.main(["--help"]) == 0
    assert "eft report FOLDER" in capsys.readouterr().out


def test_a_run_of_several_tasks_has_an_overview(tmp_path):
    words = ["codes/maxdet/n=15", "packing/circles_in_square/n=26", "packing/circles_in_square/n=32", "backend=fake", "evaluator=fake"]
    assert evolve.main([*words, "archive=best", "attempts=6", "order=strict", f"out={tmp_path / 'run'}", "--quiet"]) == 0
    page = report.write(tmp_path / "run").read_text()
    assert "18 attempts in 3 searches" in page
    assert "Progress over all tasks" in page
    assert page.count('href="#task-') == page.count('id="task-') == 3
    assert "Not drawn: the outcome was not made in a sandbox" in page
