"""When a run stops: seconds, tokens, dollars. Attempts are counted by the searches themselves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from eft.types import Reply

StopReason = Literal["attempts", "target", "seconds", "tokens", "cost_usd", "interrupted"]


@dataclass(frozen=True)
class Budget:
    """Limits of a whole run over all its sessions; None: no limit. seconds: wall; tokens: prompt and reply together."""

    seconds: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None


@dataclass
class Meter:
    """What has been used, earlier sessions included."""

    budget: Budget
    earlier_s: float = 0.0
    tokens: int = 0
    cost_usd: float = 0.0
    _begin: float = field(default_factory=time.monotonic)

    def charge(self, reply: Reply) -> None:
        """Count one answered call."""
        self.tokens += reply.tokens_in + reply.tokens_out
        self.cost_usd += reply.cost_usd

    @property
    def seconds(self) -> float:
        """Wall seconds worked."""
        return self.earlier_s + time.monotonic() - self._begin

    @property
    def left_s(self) -> float | None:
        """Seconds left, or None without a limit."""
        return None if self.budget.seconds is None else max(0.0, self.budget.seconds - self.seconds)

    @property
    def exceeded(self) -> StopReason | None:
        """The limit that has been reached, or None. Seconds are kept by the engine's timer."""
        if self.budget.tokens is not None and self.tokens >= self.budget.tokens:
            return "tokens"
        if self.budget.cost_usd is not None and self.cost_usd >= self.budget.cost_usd:
            return "cost_usd"
        return None
