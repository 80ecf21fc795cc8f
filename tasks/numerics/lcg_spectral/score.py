"""Figure of merit M8 of a multiplicative congruential generator (L'Ecuyer 1999): its worst lattice in dimensions 2 to 8, exact to rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from eft.evaluation.blocks.answers import whole
from eft.evaluation.blocks.lattice import multiplier_norms
from eft.evaluation.blocks.rational import down
from eft.evaluation.blocks.verdict import Verdict, accept, reject

HERMITE = {2: Fraction(4, 3), 3: 2, 4: 4, 5: 8, 6: Fraction(64, 3), 7: 64, 8: 256}  # gamma_d^d, all known exactly
EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"m": int(params["m"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    m = public["m"]
    a = whole(answer, "a", 1, m - 1)
    for p in prime_factors(m - 1):
        if pow(a, (m - 1) // p, m) == 1:
            return reject(f"a: {a} is no primitive root of {m}: its order divides {(m - 1) // p}")
    norms = multiplier_norms(a, m, 8)
    merits = {d: merit(square, d, m) for d, square in enumerate(norms, 2)}
    worst = min(merits, key=merits.__getitem__)
    return accept(merits[worst], f"worst dimension {worst}", {"a": a, "m": m, "dual_norms": norms})


def merit(square: int, d: int, m: int) -> float:
    """Lower bound of sqrt(square) / (gamma_d^(1/2) m^(1/d)): the 2d-th root of a fraction; the library's power is good to 2 ulps."""
    power = down(Fraction(square**d) / (HERMITE[d] * m * m))
    return float(power ** (0.5 / d) * (1.0 - 4.0 * EPS * (2.0 + abs(math.log(power)))))


@cache
def prime_factors(n: int) -> tuple[int, ...]:
    """The different primes that divide n, by trial division."""
    out, p = [], 2
    while p * p <= n:
        if n % p == 0:
            out.append(p)
            while n % p == 0:
                n //= p
        p += 1
    return (*out, n) if n > 1 else tuple(out)
