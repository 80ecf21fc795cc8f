"""RLOO: each reward less the mean of the others in its group, an unbiased baseline (arXiv 2402.14740, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eft.training.advantages._groups import Rewards, informative

__all__ = ["Rloo"]


@dataclass(frozen=True, slots=True)
class Rloo:
    """Nothing to set."""

    def __call__(self, groups: Sequence[Rewards]) -> list[Rewards]:
        """r_i − mean of the others = n/(n − 1) (r_i − mean)."""
        return [
            (group - group.mean()) * (len(group) / (len(group) - 1)) if live else np.zeros(len(group))
            for group, live in zip(groups, informative(groups), strict=True)
        ]
