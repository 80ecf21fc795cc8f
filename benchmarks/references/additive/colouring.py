"""Known colourings without progressions in one colour, rebuilt from power residues: `python benchmarks/references/additive/colouring.py`

Rabung (Canad. Math. Bull. 22, 1979): x gets the residue class of its index modulo a prime p; multiples of p take any colour that helps. Rabung and
Lotts (Electronic J. Combin. 19 P35, 2012): for period 2p the class of an odd x is changed as well ("zipping").
"""

from __future__ import annotations

from itertools import product

import numpy as np

from eft.evaluation.scorers.additive import van_der_waerden_colouring


def index(p: int) -> dict[int, int]:
    """Exponents of the powers of the least primitive root modulo p."""
    for g in range(2, p):
        powers = [1]
        while powers[-1] * g % p != 1:
            powers.append(powers[-1] * g % p)
        if len(powers) == p - 1:
            return {x: i for i, x in enumerate(powers)}
    raise ValueError(f"{p}: no prime above 2")


def longest(p: int, k: int, terms: int, *, zipped: bool) -> int:
    """Length of the best colouring of this kind, scored exactly."""
    indices = index(p)
    n = (2 * p if zipped else p) * (terms - 1) + 1
    colours = np.array([0 if x % p == 0 else (indices[x % p] + (zipped and x % 2)) % k for x in range(n)])
    free = np.flatnonzero(np.arange(n) % p == 0)
    best = 0
    for choice in product(range(k), repeat=len(free)):
        colours[free] = choice
        best = max(best, int(van_der_waerden_colouring(k, terms, colours).value))
        if best == n:
            break
    return best


if __name__ == "__main__":
    print("3 colours, 4 terms:", longest(97, 3, 4, zipped=False))
    print("2 colours, 6 terms:", longest(113, 2, 6, zipped=True))
