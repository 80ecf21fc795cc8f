"""Circle packings on grids finer than the scorer's: the twin decides them exactly, and the grid belongs to what is proved."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.scorers import packing
from eft.evaluation.scorers.record import FORMAT, digest
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.packing import circles_in_polygon, circles_in_rectangle, circles_in_square
from eft.evaluation.verify.plain import Refuted

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "tasks" / "packing" / "circles_in_square" / "certificates"
Columns = dict[str, list[int]]


def halves(one: int) -> Columns:
    """Two disks of radius 1/4 that touch each other and three walls each."""
    return {"x": [one // 4, 3 * one // 4], "y": [one // 4, one // 4], "r": [one // 4, one // 4]}


@pytest.mark.parametrize("bits", [46, 47, 53, 60, 61])
def test_one_unit_decides_on_every_grid(bits: int) -> None:
    one = 1 << bits
    instance = {"n": 2, "grid_bits": bits}
    assert circles_in_square(instance, halves(one)) == Fraction(1, 2)
    with pytest.raises(Refuted, match="circle 1 crosses a wall"):
        circles_in_square(instance, {**halves(one), "r": [one // 4, one // 4 + 1]})
    with pytest.raises(Refuted, match="circles 0 and 1 overlap"):
        circles_in_square(instance, {**halves(one), "x": [one // 4, 3 * one // 4 - 1]})
    with pytest.raises(Refuted, match="circle 0: centre outside"):
        circles_in_square(instance, {**halves(one), "x": [one + 1, 3 * one // 4]})


def test_a_contact_that_only_the_fine_grid_has() -> None:
    """Centres (3 k, 4 k) apart with k odd: the distance is 5 k units, and one more is too much."""
    k = (1 << 57) + 1
    disks = {"x": [1 << 59, (1 << 59) + 3 * k], "y": [1 << 58, (1 << 58) + 4 * k], "r": [k, 4 * k]}
    wide = {
        "n": 2,
        "grid_bits": 61,
        "corners": [[-(1 << 61), -(1 << 61)], [1 << 62, -(1 << 61)], [1 << 62, 1 << 62], [-(1 << 61), 1 << 62]],
    }
    assert circles_in_polygon(wide, disks) == Fraction(5 * k, 1 << 61)
    with pytest.raises(Refuted, match="circles 0 and 1 overlap"):
        circles_in_polygon(wide, {**disks, "r": [k + 1, 4 * k]})


def test_rectangles_and_polygons_stand_on_the_same_grid() -> None:
    one = 1 << 60
    box = {"w": one // 2, "x": [one // 4] * 2, "y": [one // 4, 5 * one // 4], "r": [one // 4] * 2}
    assert circles_in_rectangle({"n": 2, "grid_bits": 60}, box) == Fraction(1, 2)
    with pytest.raises(Refuted, match="circle 0 crosses a wall"):
        circles_in_rectangle({"n": 2, "grid_bits": 60}, {**box, "w": one // 2 - 1})
    with pytest.raises(Refuted, match=r"w: .* out of range"):
        circles_in_rectangle({"n": 2, "grid_bits": 60}, {**box, "w": 2 * one})
    triangle = {"n": 1, "grid_bits": 60, "corners": [[0, 0], [3 * one // 4, 0], [0, one]]}  # the inscribed circle has radius 1/4
    inner = {"x": [one // 4], "y": [one // 4], "r": [one // 4]}
    assert circles_in_polygon(triangle, inner) == Fraction(1, 4)
    with pytest.raises(Refuted, match="circle 0 crosses a wall"):
        circles_in_polygon(triangle, {**inner, "r": [one // 4 + 1]})


@pytest.mark.parametrize("bits", [45, 62, 0, -46, 1000, True, "60", 60.0, None, [60]])
def test_other_grids_are_refuted(bits: Any) -> None:
    box = {"w": 1 << 45, **halves(1 << 46)}
    for twin in (circles_in_square, circles_in_rectangle, circles_in_polygon):
        with pytest.raises(Refuted, match="grid_bits: "):
            twin({"n": 2, "grid_bits": bits, "corners": [[0, 0], [1 << 46, 0], [0, 1 << 46]]}, box)


def test_without_the_entry_the_grid_is_the_scorers() -> None:
    r = np.full(2, 0.25)
    score = packing.circles_in_square(np.array([0.25, 0.75]), r, r)
    data = score.certificate()
    assert "grid_bits" not in data["instance"]
    assert check(data) == circles_in_square({"n": 2, "grid_bits": 46}, data["construction"]) == score.exact == Fraction(1, 2)


near = st.one_of(st.integers(0, 8).map(lambda k: Fraction(k, 8)), st.fractions(0, 1, max_denominator=1000))
nudge = st.integers(-1, 1)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([46, 52, 60, 61]), st.lists(st.tuples(near, near, near, nudge, nudge, nudge), min_size=1, max_size=4))
def test_the_twin_agrees_with_the_definition_in_fractions(bits: int, disks: list[Any]) -> None:
    """Walls and pairs in units of the square's side; many inputs touch exactly or are off by one grid step."""
    one = 1 << bits
    columns = {
        "x": [round(d[0] * one) + d[3] for d in disks],
        "y": [round(d[1] * one) + d[4] for d in disks],
        "r": [round(d[2] / 2 * one) + d[5] for d in disks],
    }
    x, y, r = ([Fraction(v, one) for v in columns[name]] for name in "xyr")
    walls = all(s >= 0 and s <= a <= 1 - s and s <= b <= 1 - s for a, b, s in zip(x, y, r, strict=True))
    pairs = combinations(zip(x, y, r, strict=True), 2)
    feasible = walls and all((a - c) ** 2 + (b - d) ** 2 >= (s + t) ** 2 for (a, b, s), (c, d, t) in pairs)
    instance = {"n": len(disks), "grid_bits": bits}
    if feasible:
        assert circles_in_square(instance, columns) == sum(r)
    else:
        with pytest.raises(Refuted):
            circles_in_square(instance, columns)


def shipped(n: int = 26) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SHIPPED / f"n={n}.json").read_text())
    return data


def on_grid(bits: int | None) -> dict[str, Any]:
    """The shipped instance with another grid."""
    return {"n": 26} if bits is None else {"n": 26, "grid_bits": bits}


def forged(**body: Any) -> dict[str, Any]:
    """The shipped certificate with some of it replaced and an honest hash."""
    data = shipped() | body
    return data | {"sha256": digest(data)}


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (lambda: shipped() | {"instance": on_grid(61)}, "sha256"),
        (lambda: shipped() | {"instance": on_grid(None)}, "sha256"),
        (lambda: forged(instance=on_grid(61)), "proved is exactly"),  # half the packing, half the sum
        (lambda: forged(instance=on_grid(59)), "centre outside"),  # twice the packing does not fit
        (lambda: forged(instance=on_grid(None)), "centre outside"),
        (lambda: forged(instance=on_grid(64)), "grid_bits: 64 is out of range"),
    ],
)
def test_lies_about_the_grid_are_refuted(lie: Callable[[], dict[str, Any]], reason: str) -> None:
    with pytest.raises(Refuted, match=reason):
        check(lie())


@pytest.mark.parametrize("n", [26, 32])
def test_shipped_packings_have_at_most_a_few_units_to_spare(n: int) -> None:
    """They are rigid: no disk may grow by eight of 2^60 units where it is."""
    data = shipped(n)
    assert data["instance"] == {"n": n, "grid_bits": 60}
    for k in range(n):
        radii = data["construction"]["r"].copy()
        radii[k] += 8
        with pytest.raises(Refuted, match=r"crosses a wall|overlap"):
            circles_in_square(data["instance"], {**data["construction"], "r": radii})


def reference(*arguments: str) -> dict[str, Any]:
    """The certificate that the reference program writes."""
    script = ROOT / "benchmarks" / "references" / "fine_packing.py"
    subprocess.run([sys.executable, str(script), *arguments], check=True, capture_output=True, timeout=120)
    data: dict[str, Any] = json.loads(Path(arguments[0]).read_text())
    assert data["format"] == FORMAT
    return data


def test_search_to_certificate_in_one_command(tmp_path: Path) -> None:
    """Two disks: the optimum is 2 - sqrt(2), for a whole family of pairs on the diagonal; the certificate is below it by a unit a disk at most."""
    value = check(reference(str(tmp_path / "c.json"), "2", "0.5"))
    most = 2 - Fraction(isqrt(2 << 200), 1 << 100)
    assert (2 - value) ** 2 >= 2
    assert most - value <= Fraction(2, 1 << 60)


def test_a_certificate_from_the_scorers_grid_gains_what_that_grid_cost(tmp_path: Path) -> None:
    coarse = check(shipped(20))
    assert 0 < check(reference(str(tmp_path / "c.json"), str(SHIPPED / "n=20.json"))) - coarse < Fraction(20, 1 << 46)
