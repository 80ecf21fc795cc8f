"""The certified packings that ship: what the program returns, what the certificates prove and what task.yaml states agree."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from eft.evaluation.blocks.rational import down
from eft.evaluation.instances import PROFILES, PUBLIC_SECRET, instances
from eft.evaluation.scoring import judge
from eft.evaluation.tasks import find, read_family
from eft.evaluation.verify.certificate import check
from eft.reporting.standing import standing
from eft.types import Outcome, Status

FAMILY = "packing/circles_in_square"
FOLDER = read_family(FAMILY)[0].folder
CERTIFIED = sorted(FOLDER.glob("certificates/*.json"))


def test_the_two_open_sizes_are_certified() -> None:
    assert {"n=26", "n=32"} <= {file.stem for file in CERTIFIED}


@pytest.mark.parametrize("file", CERTIFIED, ids=lambda file: file.stem)
def test_certificates_prove_the_best_known_values(file: Any) -> None:
    """To the last bit: the value in task.yaml is the certified one, rounded down."""
    known = find(f"{FAMILY}/{file.stem}").best_known
    assert known is not None
    assert known.holder == "own"
    assert known.value == down(check(json.loads(file.read_text())))


@pytest.mark.parametrize(("n", "least"), [(26, 2.635983084917606), (32, 2.939572771206322)])
def test_open_sizes_reach_the_known_optima(n: int, least: float) -> None:
    assert check(json.loads((FOLDER / "certificates" / f"n={n}.json").read_text())) > Fraction(least)


@pytest.mark.parametrize("n", [26, 32])
def test_record_program_returns_the_certified_packing_on_the_scorers_grid(n: int) -> None:
    program: dict[str, Any] = {}
    exec((FOLDER / "right" / "5_record.py").read_text(), program)
    task = find(f"{FAMILY}/n={n}")
    answer = program["solve"](n)
    verdict = judge(task, instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0], answer)
    assert verdict.reason == ""  # nothing to repair
    fine = json.loads((FOLDER / "certificates" / f"n={n}.json").read_text())
    assert 0 < check(fine) - check(verdict.certificate) < Fraction(n, 2**46)
    assert standing(task, Outcome(Status.OK, score=verdict.value)) == "equals the reference"
    for name in "xyr":
        assert answer[name] == pytest.approx([value / 2**60 for value in fine["construction"][name]], abs=1e-11)
