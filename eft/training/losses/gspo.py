"""GSPO: one ratio for a whole sequence, length-normalised (arXiv 2507.18071 eq. 5–7), in the form for token-wise advantages (eq. 13–14).

    s = exp(1/n Σ_t log π/π_old),    s_t = sg[s] · π_t / sg[π_t]

With equal advantages in a sequence, value and gradient are those of eq. 5; with unequal ones (a KL in the reward, a masked token) each
token's gradient keeps its own advantage and weight.
"""

from __future__ import annotations

from dataclasses import dataclass

from eft.training.losses._tokens import Aggregate, Terms, Tokens, clipped, sequence_mean

__all__ = ["Gspo"]


@dataclass(frozen=True, slots=True)
class Gspo:
    """clip_low, clip_high: the paper's; a mean over a sequence moves a thousand times less than the ratio of one token."""

    clip_low: float = 3e-4
    clip_high: float = 4e-4
    aggregate: Aggregate = "sequence"
    divisor: float = 1024.0

    def __post_init__(self) -> None:
        if not 0 <= self.clip_low <= 1 or self.clip_high < 0:
            raise ValueError(f"clip_low={self.clip_low}, clip_high={self.clip_high}: expected 0 to 1, and at least 0")
        if self.divisor <= 0:
            raise ValueError(f"divisor={self.divisor}: expected more than 0 tokens")

    def terms(self, tokens: Tokens) -> Terms:
        """−min(s_t A, clip(s_t) A) × weight of each token."""
        own = tokens.log_ratio
        ratio = (sequence_mean(own.detach(), tokens) + own - own.detach()).exp()
        return clipped(ratio, tokens, self.clip_low, self.clip_high, None)
