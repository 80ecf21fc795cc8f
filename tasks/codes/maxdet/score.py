"""|det| of a sign matrix as a share of the best proved upper bound for its order."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.rational import down, sqrt_down
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import sign_determinant


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    got = sign_determinant(integer(answer, "m", (n, n), -1, 1))
    if got.exact is None:
        return reject(got.reason)
    value = down(sqrt_down(got.exact**2 / squared_bound(n)))
    return accept(value, f"|det| = {got.exact}", got.certificate())


def squared_bound(n: int) -> Fraction:
    """Square of the upper bound on |det|: Hadamard (n = 0 mod 4), Barba (1), Ehlich-Wojtas (2), Ehlich 1964 (3)."""
    if n % 4 == 0:
        return Fraction(n**n)
    if n % 4 == 1:
        return Fraction((2 * n - 1) * (n - 1) ** (n - 1))
    if n % 4 == 2:
        return Fraction((2 * n - 2) ** 2 * (n - 2) ** (n - 2))
    blocks = {3: (3,), 7: (5,), 11: (5, 6)}.get(n, (6,) if n < 63 else (7,))
    return max(_ehlich(n, s) for s in blocks)


def _ehlich(n: int, s: int) -> Fraction:
    """det of the Gram matrix of s blocks of nearly equal size: n on the diagonal, 3 inside blocks, -1 between them."""
    r = n // s
    v = n - r * s
    u = s - v
    rest = 1 - Fraction(u * r, n - 3 + 4 * r) - Fraction(v * (r + 1), n + 1 + 4 * r)
    return (n - 3) ** (n - s) * (n - 3 + 4 * r) ** u * (n + 1 + 4 * r) ** v * rest
