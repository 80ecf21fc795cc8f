from __future__ import annotations

from math import isqrt

import numpy as np

from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean


def test_distances_equal_integer_arithmetic() -> None:
    xy = np.concatenate([Stream(1, "xy").randint(0, 2**28, 40).reshape(-1, 2), [[0, 0], [1, 1], [1, 2], [3, 4]]])
    expected = [[(isqrt(4 * ((a - c) ** 2 + (b - d) ** 2)) + 1) // 2 for c, d in xy.tolist()] for a, b in xy.tolist()]
    assert rounded_euclidean(xy).tolist() == expected
