"""Forged certificates of point configurations: every rule is checked again, and a bound may not be better than what is proved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from eft.evaluation.scorers import discrepancy, distances, grid_points, heilbronn, sphere
from eft.evaluation.scorers.record import Score, digest
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

ONE = 1 << 40
TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
AXES = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], dtype=np.int64)


def forged(score: Score, value: str | None = None, **construction: Any) -> dict[str, Any]:
    """The certificate with another value or part of its construction, and an honest hash."""
    certificate = score.certificate()
    body = certificate | {"construction": certificate["construction"] | construction}
    return body | {"sha256": digest(body), "value": value or certificate["value"]}


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (forged(heilbronn.square(TRIANGLE), points=[[0, 0], [ONE + 1, 0], [0, ONE]]), "point 1 leaves the unit square"),
        (forged(heilbronn.triangle(TRIANGLE), points=[[0, 0], [ONE, 1], [0, ONE]]), "point 1 leaves the triangle"),
        (forged(heilbronn.disk(TRIANGLE), points=[[0, 0], [ONE, 1], [0, ONE]]), "point 1 leaves the unit disk"),
        (forged(heilbronn.convex(TRIANGLE), points=[[0, 0], [ONE, 1]]), "expected 3 of rows"),
        (forged(heilbronn.convex(TRIANGLE), points=[[0, 0], [5, 5], [9, 9]]), "proved is exactly 0"),
        (forged(distances.ratio(TRIANGLE), points=[[0, 0], [1, 0], [0, 0]]), "occurs twice"),
        (forged(distances.kissing(AXES), vectors=[[1, 0], [0, 0]]), "vector 1 is zero"),
        (forged(distances.kissing(AXES), vectors=[]), "no vectors"),
        (forged(distances.kissing(AXES), vectors=[[10, 0], [5, 8]]), "vectors 0 and 1: squared distance 89 below 100"),
        (forged(sphere.tammes(TRIANGLE + 1), points=[[0, 0], [1, 0], [0, 1]]), "point 0 is zero"),
        (forged(sphere.riesz_energy(1, TRIANGLE + 1), points=[[2, 2], [3, 3], [0, 1]]), "same direction"),
        (forged(grid_points.no_isosceles(5, AXES[:1] + 1), points=[[1, 1], [5, 0]]), "point 1 leaves the grid"),
        (forged(grid_points.no_three_in_line(5, AXES[:1] + 1), points=[[1, 1], [1, 1]]), "occurs twice"),
        (forged(discrepancy.star(TRIANGLE), points=[[0, 0], [0, 0], [1 << 33, 0]]), "point 2 leaves the unit square"),
    ],
)
def test_forged_constructions_are_refuted(certificate: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refuted, match=reason):
        check(certificate)


@pytest.mark.parametrize("score", [heilbronn.disk(TRIANGLE), sphere.tammes(TRIANGLE + 1), sphere.riesz_energy(3, TRIANGLE + 1)])
def test_bounds_may_not_flatter_or_waste(score: Score) -> None:
    assert score.exact is not None
    better = -1 if score.direction == "min" else 1
    for share in (better * Fraction(1, 10**12), -better * Fraction(1, 10**8)):
        value = score.exact * (1 + share)
        with pytest.raises(Refuted, match="claims the bound"):
            check(forged(score, f"{value.numerator}/{value.denominator}"))
