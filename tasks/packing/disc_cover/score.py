"""Common radius of n disks that cover the unit square, exact up to the last bit of a square root, rounded up."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.cover import BITS, ONE, farthest
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept

ROOT_BITS = 128


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    x, y = (grid(real(answer, name, public["n"]), BITS, 2.0).clip(0, ONE) for name in "xy")
    square, (u, v) = farthest(x, y)
    floor = isqrt((square.numerator << 2 * ROOT_BITS) // square.denominator)
    root = floor + (floor * floor * square.denominator < square.numerator << 2 * ROOT_BITS)  # rounded up
    certificate = {"x": x.tolist(), "y": y.tolist(), "bits": BITS, "square": f"{square.numerator}/{square.denominator}"}
    return accept(up(Fraction(root, 1 << ROOT_BITS)), f"farthest point: ({u:.6g}, {v:.6g})", certificate)
