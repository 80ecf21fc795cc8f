"""How far from 0 a polynomial stays non-negative, proved by its Bernstein coefficients (all integers)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest

PRIME = 2**61 - 1


def nonnegative_until(c: Sequence[Fraction], end: Fraction, depth: int) -> Fraction:
    """Largest multiple x of end / 2^depth, up to `end`, that is shown to have p >= 0 on [0, x]; p(t) = sum c_k t^k.

    Roots of even multiplicity are taken out first, so touching 0 is no obstacle. An interval whose Bernstein coefficients (Farouki, CAGD
    29, 2012) are all non-negative is done, any other one is halved, and the first one of the least length that is still not done ends the
    search. So x is below the first sign change, by about end / 2^depth.
    """
    c = odd_part(c)
    n = len(c) - 1
    scale = math.lcm(*(a.denominator for a in c), 1)
    power = [int(a * scale) * end.numerator**k * end.denominator ** (n - k) for k, a in enumerate(c)]  # of p(end s), times a constant
    whole = math.lcm(*(math.comb(n, k) for k in range(n + 1)))
    b = [sum(math.comb(j, k) * (whole // math.comb(n, k)) * power[k] for k in range(j + 1)) for j in range(n + 1)]
    done, stack = 0, [(b, depth)]
    while stack:
        b, level = stack.pop()
        if min(b) >= 0:
            done += 1 << level
        elif level == 0 or b[0] < 0:
            break
        else:
            left, right = _halves(b)
            stack += [(right, level - 1), (left, level - 1)]
    return end * Fraction(done, 1 << depth)


def odd_part(c: Sequence[Fraction]) -> Sequence[Fraction]:
    """The factor of p with its roots of odd multiplicity, once each: it has the sign of p wherever p is not 0. p itself if no root repeats.

    Yun's algorithm (SYMSAC 1976), after a quick test modulo a prime that nearly always shows that there is nothing to do.
    """
    p = _trimmed(list(c))
    if len(p) < 3 or _coprime_to_slope(p):
        return c
    out = [p[-1]]
    common = _gcd(p, _slope(p))
    b, rest = _divided(p, common)[0], _divided(_slope(p), common)[0]
    odd = True
    while len(b) > 1:
        d = _trimmed([x - y for x, y in zip_longest(rest, _slope(b), fillvalue=Fraction(0))])
        factor = _gcd(b, d) if d else [x / b[-1] for x in b]
        if odd:
            out = [sum((out[i] * factor[k - i] for i in range(len(out)) if 0 <= k - i < len(factor)), Fraction(0))
                   for k in range(len(out) + len(factor) - 1)]  # fmt: skip
        b, rest, odd = _divided(b, factor)[0], _divided(d, factor)[0] if d else [], not odd
    return out


def _coprime_to_slope(p: list[Fraction]) -> bool:
    """Whether p and p' are shown to have no common factor, by their greatest common divisor modulo a prime."""
    scale = math.lcm(*(a.denominator for a in p))
    a = [int(x * scale) % PRIME for x in p]
    b = [k * x % PRIME for k, x in enumerate(a)][1:]
    if not a[-1] or not b[-1]:
        return False
    while len(b) > 1:
        inverse = pow(b[-1], -1, PRIME)
        while len(a) >= len(b):
            q, shift = a[-1] * inverse % PRIME, len(a) - len(b)
            a = [(x - q * b[i - shift]) % PRIME if i >= shift else x for i, x in enumerate(a)][:-1]
        while a and not a[-1]:
            a.pop()
        a, b = b, a
    return len(b) == 1


def _gcd(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    """Monic greatest common divisor."""
    while b:
        a, b = b, _divided(a, b)[1]
    return [x / a[-1] for x in a]


def _divided(a: list[Fraction], b: list[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """Quotient and remainder."""
    a, quotient = list(a), [Fraction(0)] * max(len(a) - len(b) + 1, 1)
    for shift in range(len(a) - len(b), -1, -1):
        quotient[shift] = a[shift + len(b) - 1] / b[-1]
        for i, x in enumerate(b):
            a[shift + i] -= quotient[shift] * x
    return _trimmed(quotient), _trimmed(a[: len(b) - 1])


def _slope(p: Sequence[Fraction]) -> list[Fraction]:
    return [k * x for k, x in enumerate(p)][1:]


def _trimmed(p: list[Fraction]) -> list[Fraction]:
    while p and not p[-1]:
        p.pop()
    return p


def _halves(b: list[int]) -> tuple[list[int], list[int]]:
    """Bernstein coefficients of both halves, times 2^degree (de Casteljau)."""
    n = len(b) - 1
    left, right, row = [b[0] << n], [b[-1] << n], b
    for step in range(1, n + 1):
        row = [x + y for x, y in pairwise(row)]
        left.append(row[0] << (n - step))
        right.append(row[-1] << (n - step))
    return left, right[::-1]
