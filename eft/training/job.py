"""What a module (sft, kto, grpo) prepares and the trainer carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import lightning.pytorch as pl
import torch
from torch import Tensor

from eft.models._policy import Policy
from eft.training.optimizer import Optimizer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process stands. step: gives the number of optimiser steps done; rank of world processes; accumulate: micro-batches each."""

    step: Callable[[], int]
    rank: int
    world: int
    accumulate: int


class Feed(Protocol):
    """Micro-batches from the step at which the trainer stands, `accumulate` for each step; every batch is a mapping of tensors with

    tokens [rows, columns], count (real tokens in it), and for packed rows positions and documents [rows, columns]; what else there is
    belongs to the module.
    """

    def __len__(self) -> int: ...

    def __iter__(self) -> Any: ...


@dataclass
class Job:
    """A prepared run.

    columns: the longest row there can be. feed: built by the trainer once it knows the process's place and whether rows are packed.
    callbacks come before those of the trainer. checkpoint: what to resume from (None: the newest file). saved(step, file): called after
    a checkpoint is durable. summary: what the module adds to the run's summary. close: frees what `feed` opened, whatever happened.
    """

    policy: Policy
    module: PolicyModule
    steps: int
    columns: int
    feed: Callable[[Place, bool], Feed]
    summary: Callable[[], dict[str, Any]]
    callbacks: list[pl.Callback] = field(default_factory=list)
    checkpoint: Callable[[Path], Path | None] | None = None
    saved: Callable[[int, Path], None] = lambda step, file: None
    close: Callable[[], None] = lambda: None


class PolicyModule(pl.LightningModule):
    """What all modules share: hidden states of padded or packed rows, the optimiser and its schedule, clipping, and the state of the draws.

    `metrics` holds the scalars of the last step under their standard names (tensors are read only when they are logged).
    """

    def __init__(self, policy: Policy, optimizer: Optimizer, steps: int) -> None:
        super().__init__()
        self.model = policy.model
        self.metrics: dict[str, Tensor | float] = {}
        self._optimizer, self._steps = optimizer, steps
        self.causal = policy.model.get_base_model() if hasattr(policy.model, "get_base_model") else policy.model

    @property
    def vocabulary(self) -> int:
        """Rows of the output head."""
        return int(self.causal.config.get_text_config().vocab_size)

    def hidden(self, batch: Mapping[str, Tensor], model: Any | None = None) -> Tensor:
        """Hidden states [rows, columns, features], of another model than the policy if one is given.

        Padded rows need no mask, since causal attention never looks right.
        """
        from eft.training.attention import block_mask

        causal = self.causal if model is None else model
        mask = block_mask(batch["documents"], causal) if "documents" in batch else None
        positions = batch["positions"] if mask is not None else None
        out = causal.base_model(input_ids=batch["tokens"], position_ids=positions, attention_mask=mask, use_cache=False)
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


class Module(Protocol):
    """An entry of the folder `modules`."""

    def prepare(self, settings: Any, out: Path) -> Job:
        """Read or make what is trained on, build or read the model. Raises UserError."""
