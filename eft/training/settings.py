"""Configuration of `eft fit`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from eft.config import pick
from eft.training.optimizer import Optimizer


@dataclass(frozen=True)
class Settings:
    """Configuration of a training run.

    rows: `padded` one example a row, `packed` several (exact block mask); `auto`: padded on CPU (measured faster), packed on an accelerator.
    precision: bf16 (autocast over float32 weights) or fp32; `auto`: bf16 where the processor has it.
    accumulate: micro-batches per step. checkpoint_every, log_every: in steps. threads: of the processor (null: all).
    """

    data: Any = pick("eft.training.data", "trajectories")
    model: Any = pick("eft.models", "nano")
    module: Any = pick("eft.training.modules", "sft")
    optimizer: Optimizer = field(default_factory=Optimizer)
    epochs: float = 1.0
    tokens: int | None = None
    batch_tokens: int = 2500
    max_tokens: int = 512
    accumulate: int = 1
    rows: Literal["auto", "padded", "packed"] = "auto"
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    accelerator: str = "auto"
    gradient_checkpointing: bool = False
    checkpoint_every: int = 500
    log_every: int = 10
    threads: int | None = None
    seed: int = 0
    out: Path = Path("runs/fit")

    def __post_init__(self) -> None:
        if self.epochs <= 0 or (self.tokens is not None and self.tokens < 1):
            raise ValueError("epochs and tokens must be positive")
        if min(self.batch_tokens, self.max_tokens, self.accumulate, self.checkpoint_every, self.log_every) < 1:
            raise ValueError("batch_tokens, max_tokens, accumulate, checkpoint_every and log_every must be at least 1")
