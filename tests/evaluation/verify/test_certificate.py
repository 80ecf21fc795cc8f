"""Certificates: what holds is accepted, and any change of one is refuted or named."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eft.evaluation.scorers.additive import golomb
from eft.evaluation.scorers.record import digest
from eft.evaluation.verify.certificate import check, problems, read
from eft.evaluation.verify.plain import Refuted
from eft.types import UserError
from eft.verify import main


def ruler() -> dict[str, Any]:
    return golomb(np.array([0, 1, 4, 9, 11])).certificate()


def with_body(**body: Any) -> dict[str, Any]:
    """A ruler's certificate with some of its body replaced and an honest hash."""
    forged = ruler() | body
    return forged | {"sha256": digest(forged)}


def test_an_honest_certificate_holds() -> None:
    assert check(ruler()) == 11


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (lambda: ruler() | {"value": "10/1"}, "proved is exactly 11"),
        (lambda: ruler() | {"claim": "bound"}, "proved is exactly 11"),
        (lambda: ruler() | {"value": "eleven"}, "numerator/denominator"),
        (lambda: ruler() | {"value": "11/0"}, "numerator/denominator"),
        (lambda: ruler() | {"construction": {"marks": [0, 1, 4, 9, 10]}}, "sha256"),
        (lambda: with_body(construction={"marks": [0, 1, 4, 9, 10]}), "difference 9 is not new"),
        (lambda: with_body(construction={"marks": [0, 1, 4, 9]}), "expected 5 integers, got 4"),
        (lambda: with_body(construction={"marks": [0, 1, 4, 9, 11.0]}), "list of integers"),
        (lambda: with_body(construction={"marks": [0, 1, 4, 9, True]}), "list of integers"),
        (lambda: with_body(construction={}), "list of integers"),
        (lambda: with_body(instance={}), "do not fit"),
        (lambda: with_body(construction=[]), "must be objects"),
    ],
)
def test_forged_certificates_are_refuted(forged: Callable[[], dict[str, Any]], reason: str) -> None:
    with pytest.raises(Refuted, match=reason):
        check(forged())


def test_unknown_problem_is_a_user_error() -> None:
    with pytest.raises(UserError, match=r"unknown.*additive\.golomb"):
        check(with_body(problem="additive.golom"))
    with pytest.raises(UserError, match="unknown"):
        check(with_body(problem="plain.integer"))


@pytest.mark.parametrize("text", ["", "[]", "{", "{}", '{"format": "eft-certificate-1"}', "[" * 100_000])
def test_files_that_are_no_certificates(text: str, tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text(text)
    with pytest.raises(UserError, match=r"c\.json"):
        read(file)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(ruler()))
    bad.write_text(json.dumps(ruler() | {"value": "10/1"}))
    assert main([str(good)]) == 0
    assert "ok" in capsys.readouterr().out
    assert main([str(tmp_path), "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["ok"], row["value"]) for row in found] == [(False, None), (True, 11.0)]
    with pytest.raises(UserError, match=r"missing\.json"):
        main([str(tmp_path / "missing.json")])


def test_the_command_prints_no_more_than_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """(2^53 + 3) / 2^60 lies between two doubles and is nearer to the upper one."""
    whole = {"format": "eft-certificate-1", "problem": "packing.circles_in_square", "instance": {"n": 1, "grid_bits": 60}, "direction": "max",
             "construction": {"x": [1 << 59], "y": [1 << 59], "r": [2**53 + 3]}, "claim": "exact", "value": f"{2**53 + 3}/{2**60}"}  # fmt: skip
    file = tmp_path / "c.json"
    file.write_text(json.dumps(whole | {"sha256": digest(whole)}))
    assert main([str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == (2**53 + 2) / 2**60
    assert float(Fraction(2**53 + 3, 2**60)) == (2**53 + 4) / 2**60


def test_every_twin_is_listed_under_its_module() -> None:
    assert "additive.golomb" in problems()
    assert all(name.count(".") == 1 for name in problems())


def test_values_are_fractions() -> None:
    assert isinstance(check(ruler()), Fraction)
