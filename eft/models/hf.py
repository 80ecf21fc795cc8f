"""Any causal language model in a local Hugging Face folder, or the result of an earlier `eft fit`; whole or with LoRA adapters."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eft.models._policy import Policy, read_policy
from eft.types import UserError

__all__ = ["HuggingFace"]


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """path: a run folder of `eft fit` or a model folder. lora_rank 0 trains all weights; the export has adapters merged."""

    path: Path = Path()
    dtype: str = "float32"
    lora_rank: int = 0
    lora_alpha: float = 32.0

    def build(self, texts: Iterable[str], seed: int) -> Policy:
        """Read the model; `texts` are not needed. Adapters are initialised from `seed`."""
        if self.path == Path():
            raise UserError("config key model.path: name the folder of a model (a Hugging Face folder or an `eft fit` run)")
        policy = read_policy(self.path, self.dtype)
        return self._adapted(policy, seed) if self.lora_rank else policy

    def _adapted(self, policy: Policy, seed: int) -> Policy:
        import torch
        from peft import LoraConfig, get_peft_model

        config = LoraConfig(r=self.lora_rank, lora_alpha=self.lora_alpha, target_modules="all-linear", task_type="CAUSAL_LM")  # type: ignore[arg-type]
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            # peft 0.21 reads an attribute that transformers 5.23 renamed
            warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
            torch.manual_seed(seed)
            return Policy(get_peft_model(policy.model, config), policy.tokenizer)
