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

    Steps. batch_tokens: cells of a step's padded rectangle; batch_examples: examples of a step instead. max_tokens: longer examples are
    left out. micro_tokens: cells that go through the model together on one device, what memory bounds; the number of micro-batches then
    follows, else it is `accumulate` in each process. rows: `padded` one example a row, `packed` several (exact attention inside each);
    `auto`: padded on CPU (measured faster) and for models that cannot be packed exactly, else packed.

    Machine. precision: bf16 (autocast over the model's weights) or fp32; `auto`: bf16 where the processor has it. devices: processes on this
    machine (under torchrun it decides). strategy: `ddp` whole weights in every process, `fsdp2` weights, gradients and optimiser
    sharded over them; `auto`: ddp. gradient_checkpointing: recompute activations. threads: of the processor (null: all).

    Validation. validation: share (below 1) or number of examples that are held in, chosen by their prompt's hash and never trained on;
    measured every validate_every steps and after the last. patience: stop after so many measurements without a better one. best: export the
    best measured weights instead of the last.

    thinking: for chat templates that have a switch for it (Qwen3's enable_thinking …), whether the prompt asks the model to think first;
    null leaves the template's default. Sample with the same: backend.thinking. (data.thinking says whether recorded thoughts are answers too.)

    export: LoRA adapters `merged` into the weights, or the `adapter` alone. checkpoint_every, log_every: in steps.
    """

    data: Any = pick("eft.training.data", "trajectories")
    model: Any = pick("eft.models", "nano")
    module: Any = pick("eft.training.modules", "sft")
    optimizer: Optimizer = field(default_factory=Optimizer)
    epochs: float = 1.0
    tokens: int | None = None
    batch_tokens: int = 2500
    batch_examples: int | None = None
    max_tokens: int = 512
    micro_tokens: int | None = None
    accumulate: int = 1
    thinking: bool | None = None
    rows: Literal["auto", "padded", "packed"] = "auto"
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    accelerator: str = "auto"
    devices: int = 1
    strategy: Literal["auto", "ddp", "fsdp2"] = "auto"
    gradient_checkpointing: bool = False
    validation: float = 0.0
    validate_every: int = 100
    patience: int | None = None
    best: bool = False
    export: Literal["merged", "adapter"] = "merged"
    checkpoint_every: int = 500
    log_every: int = 10
    threads: int | None = None
    seed: int = 0
    out: Path = Path("runs/fit")

    def __post_init__(self) -> None:
        if self.epochs <= 0 or (self.tokens is not None and self.tokens < 1):
            raise ValueError("epochs and tokens must be positive")
        counts = {name: getattr(self, name) for name in COUNTS}
        if low := [name for name, count in counts.items() if count is not None and count < 1]:
            raise ValueError(f"{' and '.join(low)} must be at least 1")
        if self.micro_tokens is not None and (self.accumulate > 1 or self.micro_tokens < self.max_tokens):
            raise ValueError("micro_tokens must be at least max_tokens, and accumulate then follows from it")
        if self.validation < 0 or (self.validation > 1 and self.validation % 1):
            raise ValueError(f"validation={self.validation}: expected a share below 1 or a whole number of examples")
        if (self.best or self.patience is not None) and not self.validation:
            raise ValueError("best and patience need examples to measure on: set validation, e.g. 0.02")


COUNTS = (
    "batch_tokens", "batch_examples", "max_tokens", "micro_tokens", "accumulate", "devices", "validate_every", "patience",
    "checkpoint_every", "log_every",
)  # fmt: skip
