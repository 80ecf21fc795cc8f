"""GRPO's advantages: rewards less their group's mean, over a standard deviation (DeepSeekMath, arXiv 2402.03300, section 4.1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from eft.training.advantages._groups import Rewards, informative

__all__ = ["Group"]


@dataclass(frozen=True, slots=True)
class Group:
    """scale: the deviation (n − 1) of the `group`, of the whole `batch` (less weight to groups of nearly equal rewards), or `none`
    (Dr. GRPO, arXiv 2503.20783). epsilon: added to the deviation, in the unit of the reward.
    """

    scale: Literal["group", "batch", "none"] = "group"
    epsilon: float = 1e-4

    def __post_init__(self) -> None:
        if self.epsilon <= 0:
            raise ValueError(f"epsilon={self.epsilon}: expected more than 0")

    def __call__(self, groups: Sequence[Rewards]) -> list[Rewards]:
        """Advantages of each group; they sum to 0."""
        alive = informative(groups)
        batch = float(np.std(np.concatenate(groups), ddof=1)) if alive.any() else 0.0
        found = []
        for group, live in zip(groups, alive, strict=True):
            if not live:
                found.append(np.zeros(len(group)))
                continue
            centred = group - group.mean()
            deviation = float(np.std(group, ddof=1)) if self.scale == "group" else batch
            found.append(centred if self.scale == "none" else centred / (deviation + self.epsilon))
        return found
