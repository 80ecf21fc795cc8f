"""TTT-Discover's entropic advantages: what to climb when only the best program counts (arXiv 2601.16175, section 3.2).

The objective of a group is log E[exp(β R)] instead of E[R]. With q_i ∝ exp(β r_i) over the n replies,

    β: KL(q ‖ uniform) = ln 2    (half of the group's effective size is given up, whatever the unit of the reward)
    w_i = exp(β r_i) / mean_{j ≠ i} exp(β r_j),    A_i = w_i − 1

The divergence grows with β, from 0 to ln(n/m) with m replies tied at the top. Where that is not beyond the target (half of the group or
more at the top), β has no finite solution and the limit β → ∞ is taken: (n − m)/(m − 1) at the top, −1 elsewhere. For m = 1, which is
two different replies, that limit has no bound: the mean over the whole group is the normaliser there, which gives n − 1 and −1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eft.training.advantages._groups import Rewards, informative

__all__ = ["Entropic"]

TIE = 1e-300  # of the range of a group: to tell closer rewards apart, β would have to leave float64
HALVINGS = 100  # of an interval within a factor of two: to the last bit of float64


@dataclass(frozen=True, slots=True)
class Entropic:
    """target: the divergence from uniform, in nats (ln 2 in the paper)."""

    target: float = math.log(2)

    def __post_init__(self) -> None:
        if self.target <= 0:
            raise ValueError(f"target={self.target}: expected more than 0 nats")

    def __call__(self, groups: Sequence[Rewards]) -> list[Rewards]:
        """Advantages of each group. Neither a shift nor a positive factor of its rewards changes them."""
        return [self._one(group) if live else np.zeros(len(group)) for group, live in zip(groups, informative(groups), strict=True)]

    def _one(self, group: Rewards) -> Rewards:
        below = under_best(group)
        size, top = len(group), below == 0
        tied = int(top.sum())
        beta = solve(below, self.target)
        if beta is not None:
            tilted = np.exp(beta * below)
            others = tilted @ (1 - np.eye(size))  # not total − own, which cancels when one reply outweighs all
            return np.asarray(tilted * (size - 1) / others - 1)
        weight = (size - 1) / (tied - 1) if tied > 1 else size / tied
        return np.where(top, weight - 1, -1.0)


def under_best(group: Rewards) -> Rewards:
    """Rewards less their maximum in units of their range, −1 … 0: no overflow, whatever the unit of the reward."""
    below = (group - group.max()) / np.ptp(group)
    return np.where(below > -TIE, 0.0, below)


def solve(below: Rewards, target: float) -> float | None:
    """β with KL(softmax(β r) ‖ uniform) = target by bisection; None if no finite β reaches it. `below`: rewards less their maximum."""
    if math.log(len(below) / int((below == 0).sum())) <= target * (1 + 1e-12):
        return None
    high = 1.0
    while divergence(below, high) < target:
        high *= 2
    low = 0.0 if high == 1.0 else high / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if divergence(below, middle) < target else (low, middle)
    return high


def divergence(below: Rewards, beta: float) -> float:
    """KL(q ‖ uniform) in nats for q ∝ exp(β r)."""
    logits = beta * below
    tilted = np.exp(logits)
    total = float(tilted.sum())
    return math.log(len(below) / total) + float((tilted * logits).sum()) / total
