"""Words about a score: `record` only for what somebody else holds, and nothing claimed before it is verified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eft.evaluation.tasks import find
from eft.reporting.standing import standing, yardstick
from eft.types import Known, Outcome, Status

OWN = find("packing/circles_in_square/n=26")
FOREIGN = replace(OWN, best_known=Known(2.6, "TTT-Discover", "2026", "a table", "reported"), far_bound=2.9)


def at(score, **other):
    return Outcome(Status.OK, score=score, **other)


@pytest.mark.parametrize(
    ("task", "outcome", "words"),
    [
        (OWN, at(2.5), "short of the reference"),
        (OWN, at(OWN.best_known.value), "equals the reference"),
        (OWN, at(2.64), "beyond our own reference, which is no record"),
        (FOREIGN, at(2.5), "short of the record"),
        (FOREIGN, at(2.61), "better than the record as known here, not confirmed"),
        (
            FOREIGN,
            at(2.61, quarantined=True),
            "not believed before it is verified again: better than the best known value 2.6 (TTT-Discover)",
        ),
        (FOREIGN, at(2.95, quarantined=True), "not believed before it is verified again: beyond the proved bound 2.9"),
        (replace(OWN, best_known=None), at(2.0), "no reference to compare with"),
        (OWN, Outcome(Status.INVALID), "no valid program"),
        (OWN, None, "no valid program"),
        (None, at(1.0), "task not installed here"),
    ],
)
def test_standing(task, outcome, words):
    assert standing(task, outcome) == words


def test_yardstick():
    assert yardstick(OWN) == "reference 2.635983085"
    assert yardstick(FOREIGN) == "record 2.6 (TTT-Discover, reported)"
    assert yardstick(None) == yardstick(replace(OWN, best_known=None)) == "–"
    assert yardstick(replace(OWN, best_known=None, kind="hidden")) == "reference 1"
