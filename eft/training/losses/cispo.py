"""CISPO: the clipped ratio is a weight without gradient, so every token keeps a gradient (MiniMax-M1, arXiv 2506.13585 eq. 4–5).

−sg[clip(r, low, high)] · A · log π
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from eft.training.losses._tokens import Aggregate, Terms, Tokens

__all__ = ["Cispo"]


@dataclass(frozen=True, slots=True)
class Cispo:
    """low, high: bounds of the weight itself (not of its distance from 1); the paper bounds it from above only."""

    low: float = 0.0
    high: float = 5.0
    aggregate: Aggregate = "token"
    divisor: float = 1024.0

    def __post_init__(self) -> None:
        if not 0 <= self.low <= 1 <= self.high:
            raise ValueError(f"low={self.low}, high={self.high}: expected 0 ≤ low ≤ 1 ≤ high")
        if self.divisor <= 0:
            raise ValueError(f"divisor={self.divisor}: expected more than 0 tokens")

    def terms(self, tokens: Tokens) -> Terms:
        """−sg[clip(r)] A log π × weight of each token."""
        ratio = tokens.log_ratio.detach().exp()
        logprobs = torch.where(tokens.kept, tokens.logprobs, 0.0)
        below, above = (ratio < self.low).float(), (ratio > self.high).float()
        metrics = {"ratio": ratio, "clip_low": below, "clip_high": above, "clip_fraction": below + above}
        return Terms(-ratio.clamp(self.low, self.high) * tokens.advantages * logprobs * tokens.weights, metrics)
