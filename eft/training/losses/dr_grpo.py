"""Dr. GRPO: GRPO's terms over a constant number of tokens, so that neither short nor long replies weigh more (arXiv 2503.20783, section 3.2).

The other half of the method, advantages that are not divided by their deviation, is `advantages: {name: group, scale: none}`.
"""

from __future__ import annotations

from dataclasses import dataclass

from eft.training.losses._tokens import Aggregate
from eft.training.losses.grpo import Grpo

__all__ = ["DrGrpo"]


@dataclass(frozen=True, slots=True)
class DrGrpo(Grpo):
    """divisor: the constant, in tokens; the greatest length of a reply is customary."""

    clip_high: float = 0.2
    aggregate: Aggregate = "constant"
