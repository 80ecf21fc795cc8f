"""From exact fractions to doubles, rounded to the side that never flatters."""

from __future__ import annotations

import math
from fractions import Fraction


def down(exact: Fraction) -> float:
    """Largest double that is not above `exact` (for values that are maximised)."""
    value = float(exact)
    return value if Fraction(value) <= exact else math.nextafter(value, -math.inf)


def up(exact: Fraction) -> float:
    """Smallest double that is not below `exact` (for values that are minimised)."""
    value = float(exact)
    return value if Fraction(value) >= exact else math.nextafter(value, math.inf)


def sqrt_down(exact: Fraction, bits: int = 128) -> Fraction:
    """Lower bound of the square root of a non-negative fraction, off by less than 2^-bits."""
    return Fraction(math.isqrt((exact.numerator << 2 * bits) // exact.denominator), 1 << bits)
