"""AdamW and its learning-rate schedule, both pure functions of the configuration and the step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Optimizer:
    """Warm up over `warmup_steps`, hold, then fall from `decay_from` (share of all steps) to `final` (share of lr).

    schedule: the fall's form, a line or half a cosine.
    """

    lr: float = 2e-3
    warmup_steps: int = 40
    decay_from: float = 0.3
    final: float = 0.0
    schedule: Literal["linear", "cosine"] = "linear"
    weight_decay: float = 0.01
    beta1: float = 0.9
    beta2: float = 0.98
    clip: float = 1.0  # largest gradient norm

    def __post_init__(self) -> None:
        if self.lr <= 0 or self.warmup_steps < 0 or not 0 <= self.decay_from <= 1 or not 0 <= self.final <= 1 or self.clip <= 0:
            raise ValueError("expected lr > 0, warmup_steps >= 0, decay_from and final within 0..1, clip > 0")

    def rate(self, step: int, steps: int) -> float:
        """Learning rate of step `step` (from 0) of `steps`. A warm-up longer than a tenth of a short run is cut to that."""
        warm = min(1.0, (step + 1) / (1 + min(self.warmup_steps, steps // 10)))
        start = self.decay_from * steps
        fall = min(1.0, max(0.0, (step - start) / max(1.0, steps - start)))
        if self.schedule == "cosine":
            fall = (1 - math.cos(math.pi * fall)) / 2
        return self.lr * warm * (1 - (1 - self.final) * fall)

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        """AdamW; matrices decay, vectors (norm weights) do not."""
        import torch

        every = list(parameters)
        groups = [
            {"params": [p for p in every if p.ndim > 1], "weight_decay": self.weight_decay},
            {"params": [p for p in every if p.ndim <= 1], "weight_decay": 0.0},
        ]
        return torch.optim.AdamW([g for g in groups if g["params"]], lr=self.lr, betas=(self.beta1, self.beta2), fused=True)
