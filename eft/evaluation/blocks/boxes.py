"""Star discrepancy in any dimension, exact: a float pass over the critical boxes, then integers for those that can be the worst.

Critical boxes (Niederreiter 1972; Doerr, Gnewuch, Wahlström, "Calculation of discrepancy measures", 2014, section 10.2): every side is a
coordinate of a point or 1; the volume exceeds the share of points most for an open box, and falls short most for a closed one.
"""

from __future__ import annotations

import math
import string
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

SLACK = 2.0**-40  # two worst boxes closer than this are told apart in integers; float errors of 8 factors stay below 2^-48


def worst_box(points: NDArray[np.int64], bits: int) -> tuple[Fraction, str]:
    """Largest |volume - share of points| over boxes at the origin, and which box that is.

    points: (n, d), integers over 2^bits in [0, 2^bits], bits <= 53, d <= 8; (n + 1)^d boxes are held in memory.
    """
    n, d = points.shape
    sides = np.sort(np.concatenate((points, np.full((1, d), 1 << bits))), axis=0)
    volume = np.ones(())
    for axis in range(d):
        volume = np.multiply.outer(volume, sides[:, axis] * 2.0**-bits)
    letters = string.ascii_lowercase[:d]
    rule = ",".join(f"z{letter}" for letter in letters) + "->" + letters
    below = [points[:, axis, None] < sides[:, axis] for axis in range(d)]
    within = [points[:, axis, None] <= sides[:, axis] for axis in range(d)]
    best, note = Fraction(-1), ""
    gaps = []
    for kind, inside, sign in (("open", below, 1), ("closed", within, -1)):
        counts = np.einsum(rule, *(part.astype(np.float64) for part in inside), optimize=d > 2)
        gaps.append((kind, sign, counts, sign * (volume - counts / n)))
    top = max(float(gap.max()) for *_, gap in gaps) - SLACK
    for kind, sign, counts, gap in gaps:
        for at in np.argwhere(gap >= top).tolist():
            corner = [int(sides[k, axis]) for axis, k in enumerate(at)]
            count = int(counts[tuple(at)])
            exact = sign * (Fraction(math.prod(corner), 1 << d * bits) - Fraction(count, n))
            if exact > best:
                place = ", ".join(f"{side / (1 << bits):.6g}" for side in corner)
                best, note = exact, f"the {kind} box to ({place}) holds {count} points"
    return best, note
