"""Groups of rewards: replies to the same prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rewards = NDArray[np.float64]


class Advantages(Protocol):
    """A file of this folder. One array of advantages for each group; a group whose rewards are all equal has nothing but zeros."""

    def __call__(self, groups: Sequence[Rewards]) -> list[Rewards]: ...


def informative(groups: Sequence[Rewards]) -> NDArray[np.bool_]:
    """Which groups hold at least two different rewards; the others have no gradient and are best counted and left out."""
    return np.array([len(group) > 1 and bool((group != group[0]).any()) for group in groups], dtype=bool)
