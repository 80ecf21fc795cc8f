"""Paired change between parent and child, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eft.evaluation.change import change, unit
from eft.evaluation.tasks import find
from eft.types import Known

TASK = find("codes/labs/n=31")


def test_unit_is_the_range_from_baseline_to_best_known() -> None:
    known = Known(67.0, "x", "2026", "s", "exact")
    assert unit(replace(TASK, baseline=267.0, best_known=known)) == 200.0
    assert unit(replace(TASK, baseline=-4.0, best_known=None)) == 4.0
    assert unit(replace(TASK, baseline=None, best_known=None)) == 1.0


def test_gain_and_error_by_hand() -> None:
    task = replace(TASK, baseline=167.0, best_known=Known(67.0, "x", "2026", "s", "exact"))  # minimised, range 100
    found = change(task, [100, 100, 100, 100], [90, 90, 80, 100])
    assert found.gain == pytest.approx(0.10)
    # gains .1 .1 .2 0: variance .02/3, standard error sqrt(.02/3/4)
    assert found.error == pytest.approx(math.sqrt(0.02 / 12))
    assert found.label(0.01, 2.0) == "improved"
    assert found.label(0.01, 3.0) == "unchanged"
    assert found.label(0.2, 1.0) == "unchanged"


def test_worse_is_regressed_and_equal_is_unchanged() -> None:
    assert change(TASK, [10.0, 10.0], [50.0, 50.0]).label(0.01, 2.0) == "regressed"
    assert change(TASK, [10.0, 20.0], [10.0, 20.0]).label(0.0, 2.0) == "unchanged"


def test_runs_must_pair_up() -> None:
    with pytest.raises(ValueError, match="2 runs of the parent, 1 of the child"):
        change(TASK, [1.0, 2.0], [1.0])
