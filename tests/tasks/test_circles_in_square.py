"""The certified packings that ship: what the program returns, what the certificates prove and what task.yaml states are one."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from eft.evaluation.evaluate import judge
from eft.evaluation.instances import PROFILES, PUBLIC_SECRET, instances
from eft.evaluation.tasks import find, read_family
from eft.evaluation.verify.certificate import check

FAMILY = "packing/circles_in_square"
FOLDER = read_family(FAMILY)[0].folder
CERTIFIED = sorted(FOLDER.glob("certificates/*.json"))


def test_the_two_open_sizes_are_certified() -> None:
    assert {"n=26", "n=32"} <= {file.stem for file in CERTIFIED}


@pytest.mark.parametrize("file", CERTIFIED, ids=lambda file: file.stem)
def test_certificates_prove_the_best_known_values(file: Any) -> None:
    value = check(json.loads(file.read_text()))
    known = find(f"{FAMILY}/{file.stem}").best_known
    assert known is not None
    assert known.holder == "own"
    assert value == Fraction(known.value)


@pytest.mark.parametrize("n", [26, 32])
def test_record_program_returns_what_is_certified(n: int) -> None:
    program: dict[str, Any] = {}
    exec((FOLDER / "right" / "5_record.py").read_text(), program)
    task = find(f"{FAMILY}/n={n}")
    verdict = judge(task, instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0], program["solve"](n))
    assert verdict.reason == ""  # nothing to repair
    assert verdict.certificate == json.loads((FOLDER / "certificates" / f"n={n}.json").read_text())
