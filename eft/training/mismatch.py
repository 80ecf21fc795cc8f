"""Correction for a sampler whose probabilities are not the trainer's (other kernels, other precision, older weights).

The importance ratio π_old/π_sampler, π_old by the trainer and π_sampler as the sampler reported it, multiplies the loss. Truncated it is
biased but bounded (Yao et al. 2025, "Your efficient RL framework secretly brings you off-policy RL training"); masked, what lies outside
the bounds is left out, and its tokens leave every denominator. A sequence's ratio is the product over its tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from eft.training.losses._tokens import MAX_LOG_RATIO


@dataclass(frozen=True, slots=True)
class Mismatch:
    """high, low: bounds of the ratio (low null: none). level: one ratio for each token, or one for each sequence."""

    mode: Literal["off", "truncate", "mask"] = "off"
    level: Literal["token", "sequence"] = "token"
    high: float = 3.0
    low: float | None = None

    def __post_init__(self) -> None:
        if self.high < 1 or not 0 <= (self.low or 0.0) <= 1:
            raise ValueError(f"low={self.low}, high={self.high}: expected 0 ≤ low ≤ 1 ≤ high")

    def weights(
        self, old: Float[Tensor, " tokens"], sampler: Float[Tensor, " tokens"], sequence: Int[Tensor, " tokens"]
    ) -> tuple[Float[Tensor, " tokens"], Bool[Tensor, " tokens"]]:
        """Factor of each token's loss and whether the token counts. `sequence` numbers the replies from 0; give whole replies.

        Raises ValueError for a log-probability that is not finite: then the rollout cannot be corrected, and must not be trained on.
        """
        if self.mode == "off":
            return torch.ones_like(old), torch.ones_like(old, dtype=torch.bool)
        difference = (old - sampler).detach()
        if not bool(difference.isfinite().all()):
            raise ValueError("log-probabilities of trainer and sampler must be finite")
        if self.level == "sequence" and len(old):
            difference = difference.new_zeros(int(sequence.max()) + 1).index_add(0, sequence, difference)[sequence]
        ratio = difference.clamp(-MAX_LOG_RATIO, MAX_LOG_RATIO).exp()
        if self.mode == "truncate":
            return ratio.clamp(self.low or 0.0, self.high), torch.ones_like(ratio, dtype=torch.bool)
        kept = (ratio <= self.high) & (ratio >= (self.low or 0.0))
        return torch.where(kept, ratio, 0.0), kept


def statistics(
    old: Float[Tensor, " tokens"], sampler: Float[Tensor, " tokens"], weights: Float[Tensor, " tokens"], kept: Bool[Tensor, " tokens"]
) -> dict[str, float]:
    """How far sampler and trainer are apart over the tokens of a step: mean and greatest |log π_old − log π_sampler| in nats, share of
    the tokens masked, and the effective sample size (Σw)² / (n Σw²) of the kept tokens, 1 when all weigh the same.
    """
    if not len(old):
        return {"mismatch/mean": 0.0, "mismatch/max": 0.0, "mismatch/masked": 0.0, "mismatch/effective": 0.0}
    difference, w = (old - sampler).detach().abs().double(), weights[kept].double()
    squares = float(w.square().sum())
    return {
        "mismatch/mean": float(difference.mean()),
        "mismatch/max": float(difference.max()),
        "mismatch/masked": 1 - len(w) / len(old),
        "mismatch/effective": float(w.sum()) ** 2 / (len(w) * squares) if squares else 0.0,
    }
