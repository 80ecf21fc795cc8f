"""Supervised fine-tuning: imitate the assistant's part of each example, and a little of the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from eft.models._policy import Policy
from eft.training.attention import same_head
from eft.training.head import Head
from eft.training.job import Job, PolicyModule
from eft.training.optimizer import Optimizer
from eft.types import UserError

__all__ = ["Sft"]


@dataclass(frozen=True, slots=True)
class Sft:
    """prompt_weight: loss weight of prompt tokens against 1 for the assistant's (a small model learns the language from both).

    chunk_elements: logits held at once (tokens × vocabulary).
    """

    prompt_weight: float = 0.2
    chunk_elements: int = 1 << 24

    def __post_init__(self) -> None:
        if not 0 <= self.prompt_weight <= 1:
            raise ValueError(f"prompt_weight={self.prompt_weight}: expected 0 to 1")

    def prepare(self, settings: Any, out: Path) -> Job:
        """Examples in steps, and the module."""
        from eft.training.supervised import prepare

        data = prepare(settings, out, self.prompt_weight)
        module = SftModule(self, data.policy, settings.optimizer, len(data.plan))
        return data.job(module)


class SftModule(PolicyModule):
    """One optimiser step: mean over the step's loss weight of weight × −log p."""

    passes = (*PolicyModule.passes, "validation_sums")

    def __init__(self, config: Sft, policy: Policy, optimizer: Optimizer, steps: int) -> None:
        super().__init__(policy, optimizer, steps)
        self._head = Head(config.chunk_elements)
        if not same_head(self.causal):
            raise UserError(f"model type {self.causal.config.model_type}: its logits are not a plain linear head; not supported by sft")

    def training_step(self, batch: Mapping[str, Tensor], index: int) -> Tensor:
        """Loss of one micro-batch (`ExampleFeed`)."""
        nats, weights = self._nats(batch)
        total = (nats * weights).sum()
        for name, pair in self._means(nats, weights, total).items():
            self.note(name, *pair)
        loss: Tensor = total / batch["norm"]
        return loss

    def validation_sums(self, batch: Mapping[str, Tensor]) -> dict[str, tuple[Tensor, Tensor]]:
        """Totals and weights over one micro-batch of examples that are not trained on."""
        nats, weights = self._nats(batch)
        return self._means(nats, weights, (nats * weights).sum())

    def _nats(self, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """−log p and loss weight of every token that has one. Column t predicts column t + 1."""
        weights = batch["weights"][:, 1:]
        seen = weights > 0
        weights, targets = weights[seen], batch["tokens"][:, 1:][seen]
        return -self._head(self.hidden(batch)[:, :-1][seen], targets, self.output, self.vocabulary).logprobs, weights

    @staticmethod
    def _means(nats: Tensor, weights: Tensor, total: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        answer = (weights == 1).to(nats.dtype)
        return {"loss": (total, weights.sum()), "answer_loss": ((nats.detach() * answer).sum(), answer.sum())}
