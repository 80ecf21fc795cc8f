"""Replies that ran into the length limit: left out, made dearer as they near it, or treated like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Overlong:
    """mode: `mask` takes truncated replies out of the loss, `penalty` lowers the reward softly, `none` does neither.

    share: the last part of the allowed length over which the penalty grows from 0 to `cost`.
    """

    mode: Literal["mask", "penalty", "none"] = "mask"
    share: float = 0.2
    cost: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1 or self.cost < 0:
            raise ValueError(f"share={self.share}, cost={self.cost}: expected more than 0 up to 1, and at least 0")

    def kept(self, finish: str) -> bool:
        """Whether a reply is trained on; its reward counts in its group either way."""
        return self.mode != "mask" or finish != "length"

    def penalty(self, tokens: int, finish: str, max_tokens: int) -> float:
        """What to add to the reward, from −cost to 0 (DAPO, arXiv 2503.14476 eq. 13, with L_cache = share × L_max)."""
        if self.mode != "penalty":
            return 0.0
        if finish == "length" or tokens >= max_tokens:
            return -self.cost
        cache = self.share * max_tokens
        return self.cost * min(0.0, (max_tokens - cache - tokens) / cache)
