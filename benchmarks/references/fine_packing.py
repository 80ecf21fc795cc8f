"""Certificates of circle packings on the grid 2^-60, from a search or from a certificate on any grid.

    python benchmarks/references/fine_packing.py OUT.json N SECONDS [SEED]     search (seconds of CPU, see packing.py), solve, certify
    python benchmarks/references/fine_packing.py OUT.json CERTIFICATE.json     solve, certify (seconds)

The scorer's grid, 2^-46, costs a rigid packing of n disks about n units of its sum (2e-13 at n = 26 and 32). Here the contacts of a polished packing
are solved to the last unit of a finer grid by Newton steps whose residuals are exact integers; the least shrink that makes every wall and
every pair hold is then a unit or two, found in integers as well. `eft verify` checks the result on the same grid.
"""

from __future__ import annotations

import json
import math
import sys
import time
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from packing import Contacts, Floats, found_by_search, polish

from eft.evaluation.blocks.rational import down
from eft.evaluation.scorers.record import Score
from eft.evaluation.verify.certificate import check

BITS = 60
ONE = 1 << BITS
TOUCHING = 1e-10  # of the side: polished contacts are off by 1e-16, or 1e-13 if the packing comes from the scorer's grid


def shrink(x: list[int], y: list[int], r: list[int]) -> int:
    """The least v >= 0 such that the radii r - v, if none is negative, satisfy every wall and every pair; in units of 2^-60.

    A pair at distance d needs r_i + r_j - 2 v <= d, that is <= floor(d): the left side is an integer.
    """
    walls = (s - min(a, ONE - a, b, ONE - b) for a, b, s in zip(x, y, r, strict=True))
    pairs = (
        -((math.isqrt((a - c) ** 2 + (b - d) ** 2) - s - t) // 2) for (a, b, s), (c, d, t) in combinations(zip(x, y, r, strict=True), 2)
    )
    return max(0, *walls, *pairs)


def residuals(contacts: Contacts, z: list[int]) -> list[int]:
    """`Contacts.gaps` in units of 2^-60, rounded down."""
    n = contacts.n
    pairs = [
        math.isqrt((z[i] - z[j]) ** 2 + (z[n + i] - z[n + j]) ** 2) - z[2 * n + i] - z[2 * n + j]
        for i, j in zip(contacts.i.tolist(), contacts.j.tolist(), strict=True)
    ]
    rows = zip(contacts.column.tolist(), contacts.sign.tolist(), contacts.disk.tolist(), strict=True)
    return pairs + [(z[k] if sign > 0 else ONE - z[k]) - z[2 * n + disk] for k, sign, disk in rows]


def sharpen(z: Floats, rounds: int = 3) -> Score:
    """The packing near z, as in `packing.py`, with its contacts closed to about a unit of 2^-60 and its radii shrunk to be disjoint.

    A step is the shortest one that closes all contacts in the linear model, so it is Newton's where they fix the packing, and the sum of an
    optimum changes only to second order where they don't. Of all rounds the best certified sum is kept. ValueError if the shrink eats a disk:
    such a point is no polished packing.
    """
    n = len(z) // 3
    contacts = Contacts(z, TOUCHING)
    touch = np.abs(contacts.gaps(z)) < TOUCHING
    inverse = np.linalg.pinv(contacts.slopes(z)[touch], rcond=1e-9)
    at = [round(Fraction(float(v)) * ONE) for v in z]
    best: tuple[int, list[int]] = (-1, [])
    for _ in range(rounds):
        radii = at[2 * n :]
        v = shrink(at[:n], at[n : 2 * n], radii)
        if v <= min(radii):
            best = max(best, (sum(radii) - n * v, at[: 2 * n] + [s - v for s in radii]))
        step = inverse @ np.array(residuals(contacts, at), dtype=np.float64)[touch]
        at = [a - round(s) for a, s in zip(at, step.tolist(), strict=True)]
    if not best[1]:
        raise ValueError("the violations are as large as a radius: polish the packing first")
    return packed(n, *best)


def packed(n: int, total: int, at: list[int]) -> Score:
    """The record of a packing on the fine grid: value rounded down, certificate exact."""
    exact = Fraction(total, ONE)
    construction = {"x": at[:n], "y": at[n : 2 * n], "r": at[2 * n :]}
    return Score("packing.circles_in_square", "max", True, "", down(exact), exact, {"n": n, "grid_bits": BITS}, construction)


def positions(certificate: dict[str, Any]) -> Floats:
    """The packing of a certificate on any grid, as the nearest doubles."""
    one = 1 << certificate["instance"].get("grid_bits", 46)
    return np.array([value / one for name in "xyr" for value in certificate["construction"][name]])


def main(target: Path, source: str, *search: str) -> None:
    if search:
        z = found_by_search(int(source), float(search[0]), int(search[1]) if len(search) > 1 else 0)
    else:
        z = positions(json.loads(Path(source).read_text(encoding="utf-8")))
    started = time.process_time()
    score = sharpen(polish(z))
    certificate = score.certificate()
    check(certificate)  # by the independent twin, or nothing is written
    target.write_text(json.dumps(certificate) + "\n", encoding="utf-8")
    print(f"n={score.instance['n']}: {score.value!r} on the grid 2^-{BITS}, solved in {time.process_time() - started:.1f} s of CPU")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
