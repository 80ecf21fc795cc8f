"""Any causal language model in a local Hugging Face folder, or the result of an earlier `eft fit`; whole or with LoRA adapters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eft.models._adapter import adapt
from eft.models._policy import Policy, read_policy
from eft.types import UserError

__all__ = ["HuggingFace"]

ALL = ("all-linear",)  # peft's name for every linear layer but the output head


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """path: a run folder of `eft fit`, a model folder, or that of an adapter, whose base is at `base` if it has moved.

    dtype: of the weights; with adapters they are frozen, so bfloat16 halves them at no cost in precision of what is trained (adapters are
    float32). lora_rank 0 trains all weights. The adapters' product is scaled by lora_alpha / lora_rank. lora_targets: names of modules.
    """

    path: Path = Path()
    base: Path | None = None
    dtype: str = "float32"
    lora_rank: int = 0
    lora_alpha: float = 32.0
    lora_dropout: float = 0.0
    lora_targets: tuple[str, ...] = ALL

    def __post_init__(self) -> None:
        if self.lora_rank < 0 or self.lora_alpha <= 0 or not 0 <= self.lora_dropout < 1 or not self.lora_targets:
            raise ValueError("expected lora_rank >= 0, lora_alpha > 0, lora_dropout within 0..1, and lora_targets")

    def build(self, texts: Iterable[str], seed: int) -> Policy:
        """Read the model; `texts` are not needed. Adapters are initialised from `seed`."""
        if self.path == Path():
            raise UserError("config key model.path: name the folder of a model (a Hugging Face folder or an `eft fit` run)")
        policy = read_policy(self.path, self.dtype, self.base)
        if not self.lora_rank:
            return policy
        targets = "all-linear" if self.lora_targets == ALL else list(self.lora_targets)
        lora = {"r": self.lora_rank, "lora_alpha": self.lora_alpha, "lora_dropout": self.lora_dropout, "target_modules": targets}
        try:
            return Policy(adapt(policy.model, lora, seed), policy.tokenizer)
        except ValueError as error:
            raise UserError(f"config key model.lora_targets: {' '.join(str(error).split())[:200]}") from error
