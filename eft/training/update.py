"""The update of a policy on graded rollouts: one optimiser step over micro-batches of any number, with the step's own denominators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from eft.models._policy import Policy, output_of
from eft.training.aggregate import shares
from eft.training.attention import same_head
from eft.training.head import Head
from eft.training.job import PolicyModule
from eft.training.kl import Kl
from eft.training.losses._tokens import Loss, Tokens
from eft.training.mismatch import Mismatch, statistics
from eft.training.optimizer import Optimizer
from eft.types import UserError

Micro = Mapping[str, Any]  # see `rollouts.micro_batches`


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised. temperature: of the sampling, divided in before the log-softmax. recompute: see `modules.grpo`."""

    loss: Loss
    kl: Kl
    mismatch: Mismatch
    temperature: float
    recompute: bool
    frozen: bool
    chunk_elements: int


class UpdateModule(PolicyModule):
    """Lightning calls `training_step` once per optimiser step, with all of its micro-batches: their number changes from round to round."""

    def __init__(self, objective: Objective, policy: Policy, optimizer: Optimizer, steps: int, reference: Any | None) -> None:
        """reference: the frozen start model for the KL; None: the policy with its adapters off, or no KL."""
        super().__init__(policy, optimizer, steps)
        self.automatic_optimization = False
        self._objective, self._head = objective, Head(objective.chunk_elements)
        self._reference = [reference]  # in a list: not a part of this module, so neither trained nor saved
        if not same_head(self.causal):
            raise UserError(f"model type {self.causal.config.model_type}: its logits are not a plain linear head; not supported by grpo")

    def training_step(self, batch: Mapping[str, Any], index: int) -> None:
        """One step. Without micro-batches (nothing to learn from in the round) the weights stay as they are."""
        optimizer: Any = self.optimizers()
        optimizer.zero_grad()
        micros: Sequence[Micro] = batch["micros"]
        if self._objective.frozen:
            for group in optimizer.param_groups:
                group["lr"] = 0.0
            micros = []
        ready = self._ready(micros)
        sums: dict[str, float] = {"loss": 0.0}
        for micro, extra in zip(micros, ready, strict=True):
            loss, figures = self._loss(micro, extra)
            self.manual_backward(loss * self.trainer.world_size)  # processes average their gradients
            for name, value in figures.items():
                sums[name] = sums.get(name, 0.0) + value
        self.configure_gradient_clipping(optimizer)
        optimizer.step()
        self.metrics |= sums

    def score(self, ids: Sequence[int]) -> list[float]:
        """log p of each token but the first at temperature 1, as `Trainable.score` gives it."""
        tokens = torch.tensor([list(ids)], device=self.device)
        with self._measuring():
            hidden = self.hidden({"tokens": tokens})[0, :-1]
            found: list[float] = self._head(hidden, tokens[0, 1:], self.output, self.vocabulary).logprobs.tolist()
        return found

    # --- one step --------------------------------------------------------------------------------------------------------

    def _ready(self, micros: Sequence[Micro]) -> list[dict[str, Tensor]]:
        """What each micro-batch needs of the whole step: old and reference log-probabilities, mismatch weights, shares, advantages."""
        objective, found = self._objective, []
        for micro in micros:
            old = micro["old"] if "old" in micro else micro["sampler"]
            weights, kept = objective.mismatch.weights(old, micro["sampler"], _from_zero(micro["sequence"]))
            found.append({"old": old, "weights": weights, "kept": kept, "advantages": micro["advantages"]})
            if "reference" in micro:
                found[-1]["reference"] = micro["reference"]
        if not found:
            return found
        counts = torch.zeros(int(micros[0]["sequences"]), device=self.device)
        for micro, extra in zip(micros, found, strict=True):
            counts.index_add_(0, micro["sequence"], extra["kept"].float())
        if self.trainer.world_size > 1:
            torch.distributed.all_reduce(counts)
        share = shares(counts.cpu().numpy().astype(int), objective.loss.aggregate, objective.loss.divisor)
        each = torch.tensor(share, dtype=torch.float32, device=self.device)
        for micro, extra in zip(micros, found, strict=True):
            extra["shares"] = each[micro["sequence"]]
            extra["part"] = extra["kept"].float() / counts.sum().clamp(min=1)
        every = [torch.cat([extra[name] for extra in found]) for name in ("old", "weights", "kept")]
        self.metrics |= statistics(every[0], torch.cat([micro["sampler"] for micro in micros]), every[1], every[2])
        if objective.kl.coef and objective.kl.where == "reward":
            flat = objective.kl.shaped(
                torch.cat([e["advantages"] for e in found]), every[0], torch.cat([e["reference"] for e in found]), every[2]
            )
            for extra, part in zip(found, torch.split(flat, [len(e["old"]) for e in found]), strict=True):
                extra["advantages"] = part
        return found

    def _loss(self, micro: Micro, extra: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
        objective = self._objective
        scored = self._logprobs(micro, entropy=True)
        tokens = Tokens(scored[0], extra["old"], extra["advantages"], _from_zero(micro["sequence"]), extra["weights"])
        terms = objective.loss.terms(tokens)
        total = (terms.loss * extra["shares"]).sum()
        figures = {**terms.metrics, "entropy": scored[1].detach()}
        if objective.kl.coef:
            kl = objective.kl.terms(tokens, extra["reference"])
            figures |= kl.metrics
            if objective.kl.where == "loss":
                total = total + (kl.loss * extra["shares"]).sum()
        means = {name: float((values * extra["part"]).sum()) for name, values in figures.items()}
        return total, {"loss": float(total.detach()), **means}

    def _logprobs(self, micro: Micro, *, entropy: bool = False, model: Any | None = None) -> tuple[Tensor, Tensor]:
        """Log-probabilities of the trained tokens (and the entropies), by the policy or another model."""
        states = self.hidden(micro, model).flatten(0, 1)[micro["at"]]
        output, vocabulary = self.output if model is None else output_of(model), self.vocabulary
        scored = self._head(
            states, micro["targets"], output, vocabulary, temperature=self._objective.temperature, allowed=micro["allowed"], entropy=entropy
        )
        return scored.logprobs, scored.logprobs if scored.entropy is None else scored.entropy

    def measure(self, micros: Sequence[dict[str, Any]]) -> None:
        """Before the first update of a round: what its ratios start from and what its KL is measured against, into the micro-batches."""
        objective = self._objective
        if not objective.recompute and not objective.kl.coef:
            return
        with self._measuring():
            for micro in micros:
                if objective.recompute:
                    micro["old"] = self._logprobs(micro)[0]
                if objective.kl.coef:
                    with self._as_reference() as model:
                        micro["reference"] = self._logprobs(micro, model=model)[0]

    @contextmanager
    def _as_reference(self) -> Iterator[Any]:
        if self._reference[0] is not None:
            yield self._reference[0]
            return
        with self.model.disable_adapter():
            yield self.causal

    @contextmanager
    def _measuring(self) -> Iterator[None]:
        """No gradient, no dropout, the precision of training."""
        was = self.model.training
        self.model.eval()
        try:
            with torch.no_grad(), self.trainer.precision_plugin.forward_context():
                yield
        finally:
            self.model.train(was)


def _from_zero(sequence: Tensor) -> Tensor:
    """Sequence numbers of one micro-batch made dense: 0 … S − 1."""
    return torch.unique(sequence, return_inverse=True)[1] if len(sequence) else sequence
