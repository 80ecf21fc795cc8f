"""Star discrepancy of n points in the unit square or cube, exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.boxes import worst_box
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.discrepancy import star

BITS = 32


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, d = public["n"], public["d"]
    p = matrix(answer, "p", n, d)
    if d == 2:
        found = star(p)
        return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
    points = grid(p, BITS, 2.0)
    if points.min() < 0 or points.max() > 1 << BITS:
        return reject(f"point {int(((points < 0) | (points > 1 << BITS)).any(axis=1).argmax())} leaves the unit cube")
    value, note = worst_box(points, BITS)
    return accept(up(value), note, {"p": points.tolist(), "bits": BITS, "value": f"{value.numerator}/{value.denominator}"})
