"""What a module (sft, kto, grpo) prepares and the trainer carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import lightning.pytorch as pl
import torch
from torch import Tensor

from eft.models._policy import Policy, logits, output_of
from eft.training import attention
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
    a checkpoint is durable. summary: what the module adds to the run's summary. tokens: of one document on average (for the rate of
    arithmetic). accumulate(world, packed): micro-batches of a step in each process (None: as configured). validation: micro-batches of
    examples that are never trained on, the same number in each process. close: frees what `feed` opened, whatever happened.
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
    tokens: float = 0.0
    accumulate: Callable[[int, bool], int] | None = None
    validation: Callable[[Place, bool], Feed] | None = None
    close: Callable[[], None] = lambda: None


class PolicyModule(pl.LightningModule):
    """What all modules share: hidden states of padded or packed rows, the optimiser and its schedule, clipping, and the state of the draws.

    `metrics` holds the scalars of the last step under their standard names (tensors are read only when they are logged); what is a mean
    over the tokens of all micro-batches and processes goes through `note`. shard: set by the trainer where weights are sharded. passes:
    methods that run the whole model, and so need the weights outside its layers gathered.
    """

    passes: tuple[str, ...] = ("training_step",)

    shard: Callable[[PolicyModule, Any], None] | None = None

    def __init__(self, policy: Policy, optimizer: Optimizer, steps: int) -> None:
        super().__init__()
        self.model = policy.model
        self.metrics: dict[str, Tensor | float] = {}
        self._optimizer, self._steps = optimizer, steps
        self._sums: dict[str, Tensor] = {}
        self._summed = -1  # the step that `_sums` belongs to
        self.strict_loading = all(p.requires_grad for p in policy.model.parameters())

    @property
    def causal(self) -> Any:
        """The model with its head, without the wrapper of adapters."""
        return self.model.get_base_model() if hasattr(self.model, "get_base_model") else self.model

    @property
    def vocabulary(self) -> int:
        """Rows of the output head."""
        return int(self.causal.config.get_text_config().vocab_size)

    def hidden(self, batch: Mapping[str, Tensor], model: Any | None = None) -> Tensor:
        """Hidden states [rows, columns, features], of another model than the policy if one is given.

        Padded rows need no mask, since causal attention never looks right.
        """
        return attention.hidden(self.causal if model is None else model, batch)

    @property
    def output(self) -> Callable[[Tensor], Tensor]:
        """From hidden states to logits, as the model itself makes them. Sharded weights are gathered for the forward pass alone,

        so the head's own backward pass, which keeps the layer's weight, is left out there.
        """
        found: Callable[[Tensor], Tensor] = partial(logits, self.causal) if self.shard is not None else output_of(self.causal)
        return found

    def note(self, name: str, total: Tensor, weight: Tensor) -> None:
        """Add to the mean `name` of this step: total over weight, summed over micro-batches and processes. Every process notes the same names."""
        pair = torch.stack((total.detach().float(), weight.detach().float()))
        self._sums[name] = self._sums[name] + pair if name in self._sums else pair

    def measured(self) -> dict[str, float]:
        """The scalars of the last step. All processes call it together."""
        found = {name: float(value) for name, value in self.metrics.items()}
        if self._sums:
            names = sorted(self._sums)
            table = summed(torch.stack([self._sums[name] for name in names])).tolist()
            found |= {name: total / weight for name, (total, weight) in zip(names, table, strict=True) if weight}
        return found

    def configure_model(self) -> None:
        """Called once the process group stands."""
        if self.shard is not None:
            self.shard(self, self.device_mesh)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return self._optimizer.build(p for p in self.parameters() if p.requires_grad)

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """The learning rate is a function of the step: nothing of it has to be restored."""
        if (step := self.trainer.global_step) != self._summed:
            self._sums, self._summed = {}, step
        rate = self._optimizer.rate(step, self._steps)
        self.metrics["lr"] = rate
        for group in self.optimizers().param_groups:  # type: ignore[union-attr] # one optimiser
            group["lr"] = rate

    def configure_gradient_clipping(self, optimizer: Any, gradient_clip_val: Any = None, gradient_clip_algorithm: Any = None) -> None:
        """By the norm over all weights, on whatever process they are."""
        norm = torch.nn.utils.clip_grad_norm_(self.parameters(), self._optimizer.clip).detach()
        self.metrics["grad_norm"] = norm.full_tensor() if hasattr(norm, "full_tensor") else norm

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Frozen weights are not part of it: a resumed run reads them where it found them first."""
        for name, weight in self.named_parameters():
            if not weight.requires_grad:
                checkpoint["state_dict"].pop(name, None)
        cuda = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
        checkpoint["random"] = {"cpu": gathered(torch.get_rng_state()), "cuda": gathered(cuda)}

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Another number of processes than before takes the states in turn."""
        cpu, cuda = (states[self.trainer.global_rank % len(states)] for states in checkpoint["random"].values())
        torch.set_rng_state(cpu)
        if cuda is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state(cuda)


def summed(values: Tensor) -> Tensor:
    """Over all processes."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.all_reduce(values)
    return values


def gathered(value: Any) -> list[Any]:
    """One from each process, in their order."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return [value]
    found: list[Any] = [None] * torch.distributed.get_world_size()
    torch.distributed.all_gather_object(found, value)
    return found


class Module(Protocol):
    """An entry of the folder `modules`."""

    def prepare(self, settings: Any, out: Path) -> Job:
        """Read or make what is trained on, build or read the model. Raises UserError."""
