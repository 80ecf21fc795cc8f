"""The page of a run: what it says, and that hostile text stays text."""

from __future__ import annotations

import re

import numpy as np
import pytest
import yaml

from eft.reporting.pages import mean_curve, run_page
from eft.reporting.read import read_run, snapshot
from eft.types import Outcome, Status, content_id

HOSTILE = '</pre></title></style><script>alert(1)</script><img src=x onerror=alert(2)>" onload="x\' \x1b]0;t\x07\u202e&lt;b&gt; ]]> <!-- '
TAGS = """html head meta title style body main h1 h2 h3 p a section table thead tbody tr th td div details summary pre code span figure
figcaption svg text path circle rect g"""
ATTRIBUTES = "lang charset http-equiv content name class scope href id xmlns viewbox width height role x y d cx cy r transform"
ALLOWED_TAGS, ALLOWED_ATTRIBUTES = set(TAGS.split()), set(ATTRIBUTES.split())


def show(folder, rerun=None):
    with snapshot(folder / "run.db") as store:
        return run_page(read_run(folder, store), store.source, rerun)


def test_a_small_run(small_run, seen):
    page = seen(show(small_run))
    assert page.open == []
    for words in (
        "evolve: codes/maxdet/n=15",
        "5 attempts in 1 search: 60.0 % valid, 40.0 % improving",
        "idea 5 (after going back to v0, decided by the archive's rule)",
        "-    return 0",
        "+    return 4",
        "a row is missing",
        "not_found",
        "Went back to an ancestor: 1 by archive.",
        "4 distinct valid programs",
    ):
        assert words in page.text
    assert ("href", "#task-codes-maxdet-n-15") in page.attributes
    assert ("id", "task-codes-maxdet-n-15") in page.attributes


def test_hostile_text_stays_text(write_run, seen):
    program = f"def solve():\n    return 1  # {HOSTILE}\n"
    rows = [
        (0, program, Outcome(Status.OK, score=2.0, scores=(2.0, 2.0), progress=0.2), {"change": HOSTILE, "model": HOSTILE}),
        (1, None, None, {"failure": HOSTILE, "failure_detail": HOSTILE, "model": HOSTILE}),
        (1, f"{HOSTILE} 2", Outcome(Status.ERROR, reason=HOSTILE, feedback=HOSTILE)),
        (
            0,
            f"{HOSTILE} 3",
            Outcome(Status.OK, score=1.5, scores=(1.5, 1.5)),
            {"backtrack_to": content_id(program), "backtrack_by": HOSTILE},
        ),
    ]
    config = yaml.safe_dump({"run": {"command": HOSTILE}, "backend": {HOSTILE: HOSTILE}})
    page = seen(show(write_run(rows, config=config)))
    assert set(page.tags) <= ALLOWED_TAGS
    assert {name for name, _ in page.attributes} <= ALLOWED_ATTRIBUTES
    for name, value in page.attributes:
        assert "alert" not in value, name
        if name == "href":
            assert value.startswith("#")
    assert page.open == []
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in page.text  # it is there to be read
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_hostile_task_ids(write_run, seen):
    page = seen(show(write_run([(0, "x", Outcome(Status.OK, score=2.0, scores=(2.0, 2.0)))], task=HOSTILE)))
    assert set(page.tags) <= ALLOWED_TAGS
    assert {name for name, _ in page.attributes} <= ALLOWED_ATTRIBUTES
    assert "This installation does not have the task" in page.text


def test_nothing_is_loaded_from_elsewhere(small_run):
    page = show(small_run)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "<script" not in page
    assert " style=" not in page
    assert "default-src 'none'" in page


def test_the_page_stays_small_for_huge_programs(write_run):
    rows = [
        (0, f"# {i}\n" + "x = 1\n" * 200_000, Outcome(Status.OK, score=1.0 + i, scores=(1.0 + i,) * 2), {"change": "y" * 10**6})
        for i in (1, 2)
    ]
    assert len(show(write_run(rows))) < 400_000


def test_runs_with_nothing_in_them(write_run, seen):
    page = seen(show(write_run([], config=None)))
    assert "The best program is the seed program" in page.text
    assert "The folder has no config.yaml." in page.text
    assert "No attempt beat the seed program" in page.text


def test_no_program_was_ever_valid(write_run, seen):
    failed = Outcome(Status.ERROR, reason="SyntaxError")
    page = seen(show(write_run([(0, "x", failed)], task="gone/family/n=1")))
    assert "gone/family/n=1" in page.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"x": np.array([0.5]), "y": [0.5], "r": [0.5]}, "1 circles"),
        ({"x": [0.5], "y": [0.5], "r": ["<script>"]}, "Not drawn: r[0]: expected a number"),
        ("no <Landlock>", "Not drawn: no <Landlock>."),
    ],
)
def test_the_construction_is_drawn_or_says_why_not(write_run, seen, answer, words):
    valid = Outcome(Status.OK, score=2.4, scores=(2.4,), progress=0.1)
    folder = write_run([(0, "x", valid)], task="packing/circles_in_square/n=26")
    page = seen(show(folder, rerun=lambda task, source, outcome: answer))
    assert words in page.text
    assert set(page.tags) <= ALLOWED_TAGS


def test_shorter_curves_keep_their_last_value_in_the_mean():
    assert mean_curve([[0.0, 1.0, 1.0], [0.5]]) == [0.25, 0.75, 0.75]
    assert mean_curve([]) == []
