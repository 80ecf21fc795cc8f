"""Every certificate that ships below tasks/: it holds, and what it proves and what task.yaml states don't contradict each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks.rational import sqrt_down
from eft.evaluation.verify.certificate import check
from eft.types import Direction, Task

ROOT = tasks.read_family(tasks.families()[0])[0].folder.parent.parent
CERTIFIED = sorted(ROOT.glob("*/*/certificates/*.json"))


def owner(file: Path) -> Task:
    """The task that a file is named after: k14.json and k=14.json belong to FAMILY/k=14."""
    family = "/".join(file.relative_to(ROOT).parts[:2])
    (task,) = (one for one in tasks.read_family(family) if one.id.rsplit("/", 1)[1].replace("=", "") == file.stem.replace("=", ""))
    return task


def share_of_the_bound(task: Task, value: Fraction) -> Fraction:
    """Determinants are certified as integers and scored as a share of the proved bound."""
    return sqrt_down(value**2 / tasks.load_module(task, "score").squared_bound(task.params["n"]))


UNITS: dict[str, Callable[[Task, Fraction], Fraction]] = {"codes/maxdet": share_of_the_bound}  # where the task's unit is another one


def test_all_families_are_found() -> None:
    assert len(CERTIFIED) >= 13
    assert {"packing/circles_in_square", "additive/golomb", "codes/maxdet"} <= {owner(file).family for file in CERTIFIED}


@pytest.mark.parametrize("file", CERTIFIED, ids=lambda file: f"{file.parent.parent.name}/{file.stem}")
def test_certificates_hold_and_agree_with_the_best_known_values(file: Path) -> None:
    task = owner(file)
    data = json.loads(file.read_text(encoding="utf-8"))
    proved = check(data)
    value = UNITS.get(task.family, lambda _, same: same)(task, proved)
    sign = 1 if task.direction is Direction.MAX else -1
    slack = Fraction(task.resolution)
    assert data["direction"] == ("max" if task.direction is Direction.MAX else "min")
    assert data["instance"]["n"] == next(iter(task.params.values()))
    assert task.best_known is not None
    ahead = sign * (value - Fraction(task.best_known.value))
    assert ahead <= slack, "better than task.yaml says"
    if task.far_bound is not None:
        assert sign * (value - Fraction(task.far_bound)) <= slack, "beyond the proved bound"
    if task.best_known.holder == "own":
        assert ahead >= -slack, "our own value is not what is certified"
