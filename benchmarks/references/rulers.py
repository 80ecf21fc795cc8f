"""Reference Golomb rulers from Singer difference sets: `python benchmarks/references/rulers.py K [FILE]` (K marks; FILE: the certificate).

Singer (Trans. Amer. Math. Soc. 43, 1938): with a primitive element t of GF(p^3), the exponents i < v = p^2 + p + 1 for which t^i lies in the
span of 1 and t are p + 1 numbers whose differences modulo v are all distinct. So are those of any multiple of the set by a unit modulo v, and
K neighbours on the cycle are a ruler; the shortest over all primes p < K + 30, multiples and places is returned.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import product
from pathlib import Path

import numpy as np

from eft.evaluation.scorers.additive import golomb

Element = tuple[int, int, int]


def times_t(x: Element, cubic: Element, p: int) -> Element:
    """x t in GF(p)[t] / (t^3 - c2 t^2 - c1 t - c0)."""
    c0, c1, c2 = cubic
    return x[2] * c0 % p, (x[0] + x[2] * c1) % p, (x[1] + x[2] * c2) % p


def singer(p: int) -> list[int]:
    """p + 1 numbers with distinct differences modulo p^2 + p + 1, p prime."""
    v = p * p + p + 1
    for cubic in product(range(1, p), range(p), range(p)):
        inside, x = [], (1, 0, 0)
        for i in range(v):
            if x[2] == 0:
                inside.append(i)
            x = times_t(x, cubic, p)
            if x[1] == x[2] == 0:
                break
        if i == v - 1 and len(inside) == p + 1 and len({(a - b) % v for a in inside for b in inside}) == v:
            return inside
    raise ValueError(f"{p}: no prime")


def shortest(k: int) -> list[int]:
    """The shortest ruler of k marks that Singer's sets give."""
    best: list[int] = [2**i for i in range(k)]
    for p in (p for p in range(k - 1, k + 30) if p > 1 and all(p % d for d in range(2, p))):
        base, v = np.array(singer(p)), p * p + p + 1
        for unit in (u for u in range(1, v) if math.gcd(u, v) == 1):
            marks = np.sort(base * unit % v)
            cycle = np.concatenate((marks, marks + v))
            lengths = cycle[k - 1 : k + p] - cycle[: p + 1]
            at = int(lengths.argmin())
            if lengths[at] < best[-1]:
                best = (cycle[at : at + k] - cycle[at]).tolist()
    return best


def main() -> None:
    got = golomb(np.array(shortest(int(sys.argv[1]))))
    print(got.value, got.construction["marks"].tolist())
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(json.dumps(got.certificate()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
