"""GRPO with clip-higher: the clipped ratio of each token.

DeepSeekMath, arXiv 2402.03300 eq. 3, without its length bias by default: every token weighs the same (DAPO, arXiv 2503.14476 eq. 8).
`aggregate: sequence` and `clip_high: 0.2` are the original.
"""

from __future__ import annotations

from dataclasses import dataclass

from eft.training.losses._tokens import Aggregate, Terms, Tokens, clipped

__all__ = ["Grpo"]


@dataclass(frozen=True, slots=True)
class Grpo:
    """clip_low, clip_high: how far the ratio may leave 1 downwards and upwards before its gradient ends. dual_clip: greatest ratio
    that counts for a negative advantage (null: no limit; 3 is customary). divisor: tokens a sequence stands for in `constant`.
    """

    clip_low: float = 0.2
    clip_high: float = 0.28
    dual_clip: float | None = None
    aggregate: Aggregate = "token"
    divisor: float = 1024.0

    def __post_init__(self) -> None:
        if not 0 <= self.clip_low <= 1 or self.clip_high < 0:
            raise ValueError(f"clip_low={self.clip_low}, clip_high={self.clip_high}: expected 0 to 1, and at least 0")
        if self.dual_clip is not None and self.dual_clip <= 1 + self.clip_high:
            raise ValueError(f"dual_clip={self.dual_clip}: expected more than 1 + clip_high = {1 + self.clip_high}")
        if self.divisor <= 0:
            raise ValueError(f"divisor={self.divisor}: expected more than 0 tokens")

    def terms(self, tokens: Tokens) -> Terms:
        """−min(r A, clip(r) A) × weight of each token."""
        return clipped(tokens.log_ratio.exp(), tokens, self.clip_low, self.clip_high, self.dual_clip)
