"""Supervised fine-tuning: imitate the assistant's part of each example, and a little of the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightning.pytorch as pl
import torch
from torch import Tensor

from eft.config import pick
from eft.models._policy import Policy
from eft.training.attention import block_mask, same_head
from eft.training.optimizer import Optimizer
from eft.types import UserError

__all__ = ["Sft"]


@dataclass(frozen=True, slots=True)
class Sft:
    """prompt_weight: loss weight of prompt tokens against 1 for the assistant's (a small model learns the language from both)."""

    prompt_weight: float = 0.2
    loss: Any = pick("eft.training.losses", "cross_entropy")

    def __post_init__(self) -> None:
        if not 0 <= self.prompt_weight <= 1:
            raise ValueError(f"prompt_weight={self.prompt_weight}: expected 0 to 1")

    def build(self, policy: Policy, optimizer: Optimizer, steps: int) -> SftModule:
        """The Lightning module; `steps` is the length of the schedule."""
        return SftModule(self, policy, optimizer, steps)


class SftModule(pl.LightningModule):
    """One optimiser step: mean over the step's loss weight of weight × −log p. Metrics of the last step are in `metrics`."""

    def __init__(self, config: Sft, policy: Policy, optimizer: Optimizer, steps: int) -> None:
        super().__init__()
        self.model = policy.model
        self.metrics: dict[str, Tensor | float] = {}
        self._config, self._optimizer, self._steps = config, optimizer, steps
        self._causal = policy.model.get_base_model() if hasattr(policy.model, "get_base_model") else policy.model
        if not same_head(self._causal):
            raise UserError(f"model type {self._causal.config.model_type}: its logits are not a plain linear head; not supported by sft")

    def training_step(self, batch: Mapping[str, Tensor], index: int) -> Tensor:
        """Loss of one micro-batch (`Feed`). Column t predicts column t + 1."""
        weights = batch["weights"][:, 1:]
        seen = weights > 0
        weights, targets = weights[seen], batch["tokens"][:, 1:][seen]
        vocabulary = self._causal.config.get_text_config().vocab_size
        nats = self._config.loss(self.hidden(batch)[:, :-1][seen], targets, self._causal.get_output_embeddings(), vocabulary)
        loss: Tensor = (nats * weights).sum() / batch["norm"]
        self.metrics |= {"loss": loss.detach(), "tokens": float(batch["count"])}
        if bool((answer := weights == 1).any()):
            self.metrics["answer_loss"] = nats.detach()[answer].mean()
        return loss

    def hidden(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Hidden states [rows, columns, features]; padded rows need no mask, since causal attention never looks right."""
        mask = block_mask(batch["documents"], self._causal) if "documents" in batch else None
        positions = batch["positions"] if mask is not None else None
        out = self._causal.base_model(input_ids=batch["tokens"], position_ids=positions, attention_mask=mask, use_cache=False)
        hidden: Tensor = out.last_hidden_state
        return hidden

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return self._optimizer.build(p for p in self.parameters() if p.requires_grad)

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """The learning rate is a function of the step: nothing of it has to be restored."""
        rate = self._optimizer.rate(self.trainer.global_step, self._steps)
        self.metrics["lr"] = rate
        for group in self.optimizers().param_groups:  # type: ignore[union-attr] # one optimiser
            group["lr"] = rate

    def configure_gradient_clipping(self, optimizer: Any, gradient_clip_val: Any = None, gradient_clip_algorithm: Any = None) -> None:
        norm = torch.nn.utils.clip_grad_norm_(self.parameters(), self._optimizer.clip)
        self.metrics["grad_norm"] = norm.detach()

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["random"] = {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        torch.set_rng_state(checkpoint["random"]["cpu"])
        if checkpoint["random"]["cuda"]:
            torch.cuda.set_rng_state_all(checkpoint["random"]["cuda"])
