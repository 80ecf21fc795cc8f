"""Labels over paired seeds, and stages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eft.evaluation.tasks import all_tasks
from eft.training.labels import Rule, compare, stage, unit
from eft.types import Direction, Known, Task


def task(direction: Direction = Direction.MAX, resolution: float = 1e-9, baseline: float | None = 2.0, best: float = 4.0) -> Task:
    some = all_tasks("train")[0]
    known = Known(best, "own", "2026-01-01", "", "exact")
    return replace(some, direction=direction, resolution=resolution, baseline=baseline, best_known=known)


def test_gain_is_in_units_of_best_minus_baseline() -> None:
    label = compare(task(), [2.0, 2.0], [2.5, 2.7], Rule())
    assert label.name == "improved"
    assert label.gain == pytest.approx(0.3)  # (0.25 + 0.35) / 2
    assert label.error == pytest.approx(0.05)


def test_smaller_is_better_when_minimised() -> None:
    assert compare(task(Direction.MIN), [3.0], [2.0], Rule()).name == "improved"
    assert compare(task(Direction.MIN), [3.0], [4.0], Rule()).name == "regressed"


def test_luck_is_no_improvement() -> None:
    # gains 1.0 and −0.6 over two seeds: mean 0.2, standard error 0.8
    assert compare(task(), [2.0, 2.0], [4.0, 0.8], Rule()).name == "unchanged"
    assert compare(task(), [2.0, 2.0], [2.4, 2.44], Rule(errors=1.3)).name == "improved"


def test_epsilon_and_resolution_bound_from_below() -> None:
    assert compare(task(), [2.0], [2.009], Rule()).name == "unchanged"  # 0.0045 of the span
    assert compare(task(), [2.0], [2.011], Rule()).name == "improved"
    assert compare(task(resolution=0.5), [2.0], [2.4], Rule()).name == "unchanged"
    assert compare(task(), [2.0], [1.989], Rule()).name == "regressed"


def test_unit_without_a_span_is_the_resolution() -> None:
    assert unit(task(baseline=None, resolution=0.25)) == 0.25
    assert unit(task(baseline=4.0, resolution=0.25)) == 0.25
    assert unit(task(baseline=6.0, resolution=0.25)) == 2.0


@pytest.mark.parametrize("scores", [((1.0,), (1.0, 2.0)), ((), ())])
def test_scores_must_pair_up(scores: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="pair up"):
        compare(task(), *scores, Rule())


def test_stages_by_hand() -> None:
    assert [stage(score, 0.0, 10.0) for score in (-5.0, 3.9, 4.0, 7.9, 8.0, 10.0)] == ["weak", "weak", "middle", "middle", "good", "good"]
    assert stage(1.0, 1.0, 1.0) == "good"
