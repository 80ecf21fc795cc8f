"""Advantages that climb the expected best of k replies, so that a policy keeps its variety (max@k; PKPO, arXiv 2505.15201).

Over all k-subsets S of a group of n replies that hold reply i, g_i is the mean of what i adds to the others: max(S) − max(S without i). The second
term does not depend on i, so g_i gives an unbiased estimate of the gradient of E[best of k]. In closed form, with the rewards in rising order,

    g_i = Σ_{j<i} C(j−1, k−2) / C(n−1, k−1) (r_i − r_j)

because the best of the k − 1 others is the j-th reply in C(j−1, k−2) cases, and only those below i count. As in GRPO, A_i is g_i less its mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from eft.training.advantages._groups import Rewards, informative

__all__ = ["MaxAtK"]


@dataclass(frozen=True, slots=True)
class MaxAtK:
    """k: replies of which the best counts, at least 2. scaled: over the standard deviation (n − 1) of g, so that the unit of the reward drops out."""

    k: int = 4
    scaled: bool = True

    def __post_init__(self) -> None:
        if self.k < 2:
            raise ValueError(f"k={self.k}: expected at least 2 (k=1 is rloo)")

    def __call__(self, groups: Sequence[Rewards]) -> list[Rewards]:
        """Advantages of each group; they sum to 0. In a group of fewer than k replies, k is their number."""
        return [self._one(group) if live else np.zeros(len(group)) for group, live in zip(groups, informative(groups), strict=True)]

    def _one(self, group: Rewards) -> Rewards:
        size, order = len(group), np.argsort(group, kind="stable")
        k, rising = min(self.k, size), group[order]
        share = np.array([comb(at, k - 2) / comb(size - 1, k - 1) for at in range(size)])
        gains = np.array([(share[:at] * (rising[at] - rising[:at])).sum() for at in range(size)])
        found = np.empty(size)
        found[order] = gains - gains.mean()
        if self.scaled and gains.any():  # nobody adds anything where the best are tied and k is their number or more
            found /= np.std(gains, ddof=1)
        return found
