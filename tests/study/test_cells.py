"""Cells: written and read again; what is no cell is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.study.cells import Arm, Cell, Cost, Edit, Search, arm_of_runs, digest, read, write
from eft.types import UserError

VALUE = st.integers(-3, 3).map(lambda n: n / 4)
SEARCHES = st.builds(
    Search,
    st.just("graphs/x/n=1"),
    st.integers(0, 9),
    st.lists(VALUE, min_size=1, max_size=30).map(tuple),
    st.integers(0, 30),
    st.none() | VALUE,
)
EDITS = st.builds(
    Edit, st.just("a/b/c"), st.sampled_from(["weak", "hand"]), st.text("0a", max_size=3), st.integers(0, 3), st.text("0a", max_size=3),
    st.sampled_from(["", "not_found"]), st.sampled_from(["", "improved"]), VALUE,
)  # fmt: skip
COST = Cost(3, 2, 10, 20, 0.5, 1.5)


@settings(deadline=None)  # files are written
@given(st.lists(SEARCHES, max_size=4), st.lists(EDITS, max_size=4))
def test_a_cell_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, searches: list[Search], edits: list[Edit]) -> None:
    file = tmp_path_factory.mktemp("cell") / "deep" / "x-1.json"
    cell = Cell("sealed", 1, "abc", "1234", "a CPU", {"base": 3.5}, {"eft": Arm(tuple(searches), tuple(edits), COST)})
    write(cell, file)
    assert read(file) == cell


def test_a_curve_is_kept_as_its_changes(tmp_path: Path) -> None:
    curve = (0.0,) * 50 + (0.25,) * 49 + (0.5,)
    write(Cell("s", 0, "", "", "", {}, {"a": Arm((Search("a/b/c", 0, curve, 9),), (), COST)}), tmp_path / "s-0.json")
    assert "[[0,0.0],[50,0.25],[99,0.5]]" in (tmp_path / "s-0.json").read_text()


@pytest.mark.parametrize("text", ["", "[]", '{"step": "x"}', '{"arms": {"a": {"searches": [["t", 0, 1, 5, [[0, 0.1], [9, 0.2]]]]}}}'])
def test_what_is_no_cell_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sealed-3.json"
    file.write_text(text)
    with pytest.raises(UserError, match=r"sealed-3\.json: not a cell"):
        read(file)


def test_the_digest_does_not_depend_on_the_folder() -> None:
    one, other = ({"fit": {"data": f"{out}/data", "lr": 0.1}} for out in ("runs/a", "/big/b"))
    assert digest(one, Path("runs/a")) == digest(other, Path("/big/b"))
    kept, elsewhere = ({"compare": {"seeds": 3, "verdicts": file}} for file in ("runs/a/verdicts.db", "/big/verdicts.db"))
    assert digest(kept, Path("runs/a")) == digest(elsewhere, Path("/big/b"))
    assert digest(one, Path("runs/a")) != digest({"fit": {"data": "runs/a/data", "lr": 0.2}}, Path("runs/a"))


def test_runs_at_test_time_are_read_from_their_records(tmp_path: Path) -> None:
    """By hand from the record: progress of the best so far after every attempt, the seed program's before the first gain."""
    from eft.collect import main as collect
    from eft.search.store import Store

    assert collect(["codes/labs/n=31", "searches=1", "attempts=12", "--quiet", f"out={tmp_path / 'run'}"]) == 0
    arm = arm_of_runs([tmp_path / "run" / "run.db"])
    with Store(tmp_path / "run" / "run.db") as store:
        scores = [a.outcome.progress if a.outcome is not None else None for a in store.attempts()]
        values = [a.outcome.score for a in store.attempts() if a.outcome is not None and a.outcome.score is not None]
    (search,) = arm.searches
    assert (search.task, len(search.progress), arm.edits) == ("codes/labs/n=31", 12, ())
    for at, value in enumerate(search.progress):
        assert value == pytest.approx(max(s for s in scores[: at + 2] if s is not None), abs=1e-5)
    assert search.score == min(values)  # energy: less is better
    assert search.valid == sum(s is not None for s in scores[1:])
    assert arm.cost.attempts == 12
    assert 0 < arm.cost.evaluations <= 13
    assert arm_of_runs([tmp_path / "run" / "run.db"] * 2).cost.attempts == 24
