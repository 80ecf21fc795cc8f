"""128-bit function values against exact identities and, independently, against decimal arithmetic."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest

from eft.evaluation.blocks.elementary import BITS, value

ONE = 1 << BITS


def _decimal(name: str, x: Decimal) -> Decimal:
    if name == "exp2":
        return Decimal(2) ** x
    if name == "inverse_sqrt":
        return 1 / x.sqrt()
    if name == "log2_ratio":
        return (1 + x).ln() / Decimal(2).ln() / x
    if name == "tanh_ratio":
        e = (2 * x).exp()
        return (e - 1) / (e + 1) / x
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    term, total, k = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** -70:
        k += 1
        term *= -x * x / k
        total += term / (2 * k + 1)
    return 2 / pi.sqrt() * total


@pytest.mark.parametrize("name", ["exp2", "inverse_sqrt", "log2_ratio", "tanh_ratio", "erf_ratio"])
@pytest.mark.parametrize("numerator", [1, 3, 4096, 32768, 65535, 65536])
def test_against_decimal(name: str, numerator: int) -> None:
    with localcontext() as context:
        context.prec = 80
        exact = _decimal(name, Decimal(numerator) / 65536)
        unit = Decimal(2) ** -BITS
        assert abs(value(name, numerator, 16) * unit - exact) < 2 * unit


def test_identities() -> None:
    assert value("exp2", 0, 16) == ONE
    assert value("exp2", 1 << 16, 16) == 2 * ONE
    assert value("inverse_sqrt", 4 << 16, 16) == ONE // 2
    assert value("tanh_ratio", 0, 16) == ONE
    assert value("log2_ratio", 1 << 16, 16) == ONE
    assert value("erf_ratio", 0, 16) / ONE == 2 / math.sqrt(math.pi)
    assert value("log2_ratio", 0, 16) / ONE == pytest.approx(1 / math.log(2), rel=1e-15)
