"""Preparing and carrying out KTO: the zero point of each step before its first gradient, every micro-batch's share of the loss after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from eft.models._policy import Policy
from eft.training.attention import same_head
from eft.training.batches import plan_steps
from eft.training.head import Head
from eft.training.job import Job, Place, PolicyModule, summed
from eft.training.modules.kto import Kto
from eft.training.optimizer import Optimizer
from eft.training.preference import zero_point
from eft.training.preference_feed import Marked, PreferenceFeed
from eft.training.reference import Reference, content_key
from eft.training.settings import Settings
from eft.training.supervised import prepare as prepare_examples
from eft.types import UserError

KINDS = ("chosen", "rejected")


def prepare(config: Kto, settings: Settings, out: Path) -> Job:
    """Read data and model. UserError for rows without marks, or all of one kind."""
    data = prepare_examples(settings, out, prompt_weight=0.0)
    labels = data.examples.labels
    if labels is None or (labels < 0).any():
        raise UserError("kto needs rows marked desirable or undesirable; data.name=trajectories data.select=preference gives them")
    desirable = labels == 1
    data.account.add("desirable", int(desirable.sum()))
    data.account.add("undesirable", int((~desirable).sum()))
    if desirable.all() or not desirable.any():
        raise UserError(f"kto needs both kinds of replies, but all {len(labels)} are {'' if desirable[0] else 'un'}desirable")
    marked = Marked.of(data.examples, desirable, settings.max_tokens, settings.seed)
    module = KtoModule(config, data.policy, settings.optimizer, len(data.plan))
    passes = plan_steps(data.examples.lengths, seed=settings.seed, batch_tokens=settings.batch_tokens, epochs=1.0)

    def feed(place: Place, packed: bool) -> PreferenceFeed:
        row_tokens = settings.max_tokens if packed else None
        stored = marked.examples
        key = content_key(data.policy.model, stored.tokens.values, stored.tokens.offsets, stored.weights.values, labels, marked.partner)
        module.reference = Reference(out / "reference.npz", key)
        module.reference.read()  # a file of another run is found out before anything starts
        module.everything = PreferenceFeed(marked, passes, Place(lambda: 0, place.rank, place.world, 1), row_tokens)
        return PreferenceFeed(marked, data.plan, place, row_tokens)

    def summary() -> dict[str, Any]:
        return data.summary() | {name: float(value) for name, value in module.metrics.items()}

    tokens = float(data.examples.lengths.mean())
    return Job(data.policy, module, len(data.plan), settings.max_tokens, feed, summary, tokens=tokens)


class KtoModule(PolicyModule):
    """One optimiser step: mean of the loss over all examples of the step, whatever micro-batches and processes they are in.

    everything: micro-batches over all the data, for the table of the frozen start's log-probabilities, which `reference` keeps.
    """

    reference: Reference
    everything: PreferenceFeed
    passes = (*PolicyModule.passes, "measure")

    def __init__(self, config: Kto, policy: Policy, optimizer: Optimizer, steps: int) -> None:
        super().__init__(policy, optimizer, steps)
        self._loss, self._head = config.preference, Head(config.chunk_elements)
        self._table = torch.empty(0, 2)  # of each example: its reply, and its mismatched pair
        self._zero = torch.zeros(())
        self._totals = torch.zeros(8)
        if not same_head(self.causal):
            raise UserError(f"model type {self.causal.config.model_type}: its logits are not a plain linear head; not supported by kto")

    def on_train_start(self) -> None:
        """Read the table, or make it before the first step. UserError if the start is gone."""
        table = self.reference.read()
        if table is None:
            if self.trainer.global_step:
                raise UserError(f"{self.reference.file} is missing, and the model it was made from is trained on by now; start again")
            table = self.measure().cpu().numpy()
            if self.trainer.is_global_zero:
                self.reference.write(table)
        self._table = torch.from_numpy(table).to(self.device)

    @torch.no_grad()
    def measure(self) -> Float[Tensor, "examples 2"]:
        """Log-probabilities of every reply and every mismatched pair under the model as it is, adapters off."""
        adapters = self.model.disable_adapter() if hasattr(self.model, "disable_adapter") else nullcontext()
        count = len(self.everything.marked.examples)
        table = torch.zeros(count, 2, device=self.device)
        self.model.eval()
        with adapters, self.trainer.precision_plugin.forward_context():
            for batch in self.everything:
                batch = self.trainer.strategy.batch_to_device(batch, self.device)
                for column, parts in enumerate(([batch], batch.get("mismatched", []))):
                    for part in parts:
                        table[part["examples"], column] = self.replies(part)
        self.model.train()
        return summed(table)

    def training_step(self, batch: Mapping[str, Any], index: int) -> Tensor:
        """Loss of one micro-batch (`PreferenceFeed`)."""
        if "mismatched" in batch:
            self._zero = self.divergence(batch["mismatched"])
            self._totals = torch.zeros(8, device=self.device)  # count, reward, log-probability of both kinds; loss, examples
        own = self.replies(batch)
        found = self._loss(own, self._table[batch["examples"], 0], batch["desirable"], self._zero)
        self._note(own.detach(), found.reward, found.loss.detach(), batch["desirable"])
        loss: Tensor = found.loss.sum() / batch["norm"]
        return loss

    @torch.no_grad()
    def divergence(self, parts: Iterable[Mapping[str, Tensor]]) -> Tensor:
        """Zero point of the step from the mismatched pairs of all processes."""
        gains = [self.replies(part) - self._table[part["examples"], 1] for part in parts]
        every = torch.cat(gains)
        total, pairs = summed(torch.stack([every.sum(), torch.tensor(float(len(every)), device=every.device)]))
        return zero_point(total, pairs)

    def replies(self, part: Mapping[str, Tensor]) -> Float[Tensor, " examples"]:
        """log π of each whole reply, in nats. Column t predicts column t + 1."""
        seen = part["weights"][:, 1:] > 0
        targets, numbers = part["tokens"][:, 1:][seen], part["numbers"][:, 1:][seen]
        scored = self._head(self.hidden(part)[:, :-1][seen], targets, self.output, self.vocabulary)
        return scored.logprobs.new_zeros(len(part["examples"])).index_add(0, numbers, scored.logprobs)

    def _note(self, logprobs: Tensor, rewards: Tensor, losses: Tensor, desirable: Tensor) -> None:
        """Means over the step so far, under the names that trainers of this kind use."""
        rows = [torch.stack([mask.sum(), (rewards * mask).sum(), (logprobs * mask).sum()]) for mask in (desirable, ~desirable)]
        own = torch.cat([*rows, torch.stack([losses.sum(), torch.tensor(float(len(losses)), device=losses.device)])])
        self._totals = self._totals + own
        totals = summed(self._totals.clone())
        for kind, (count, reward, logprob) in zip(KINDS, totals[:6].view(2, 3), strict=True):
            self.metrics |= {f"rewards/{kind}": reward / count.clamp(min=1), f"logps/{kind}": logprob / count.clamp(min=1)}
        self.metrics["rewards/margins"] = self.metrics["rewards/chosen"] - self.metrics["rewards/rejected"]
        self.metrics |= {"loss": totals[6] / totals[7].clamp(min=1), "kl": self._zero}
