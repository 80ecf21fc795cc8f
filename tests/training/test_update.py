"""One optimiser step of GRPO: however it is cut, it is the same step; and it is the step the formulas say."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import numpy as np
import pytest
import torch
from torch import Tensor

from eft.models._policy import Policy, read_policy
from eft.training.kl import Kl
from eft.training.losses.cispo import Cispo
from eft.training.losses.dr_grpo import DrGrpo
from eft.training.losses.grpo import Grpo
from eft.training.losses.gspo import Gspo
from eft.training.mismatch import Mismatch
from eft.training.optimizer import Optimizer
from eft.training.rollouts import Sample, micro_batches
from eft.training.update import Objective, UpdateModule

PLAIN = Objective(Grpo(), Kl(), Mismatch(), 1.0, False, False, 1 << 24)


class Sgd:
    """Plain gradient descent with rate 1, so that a step shows the gradient."""

    clip = 1e9

    def rate(self, step: int, steps: int) -> float:
        return 1.0

    def build(self, parameters: Any) -> torch.optim.Optimizer:
        return torch.optim.SGD(list(parameters), lr=1.0)


class Steps:
    """What the feed gives: one batch per optimiser step."""

    def __init__(self, steps: Sequence[Sequence[Mapping[str, Any]]]) -> None:
        self._steps = steps

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Any:
        return ({"micros": [dict(m) for m in micros], "count": torch.tensor(1)} for micros in self._steps)


def samples(folder: Path, shift: float = 0.0) -> list[Sample]:
    """Six replies whose sampler log-probabilities are the model's own, up to `shift` times noise."""
    policy = read_policy(folder)
    draw = np.random.default_rng(5)
    found = []
    for number, (prompt, answer) in enumerate([(3, 4), (5, 2), (2, 7), (4, 4), (6, 1), (3, 5)]):
        ids = [int(i) for i in draw.integers(10, 300, prompt + answer)]
        logs = policy.model(torch.tensor([ids]), use_cache=False).logits[0].detach().log_softmax(-1)
        own = [float(logs[t - 1, ids[t]]) + shift * float(draw.normal()) for t in range(prompt, prompt + answer)]
        found.append(Sample(tuple(ids[:prompt]), tuple(ids[prompt:]), tuple(own), (), float(draw.normal()), number // 3))
    return found


def step(
    folder: Path, objective: Objective, steps: Sequence[Sequence[Mapping[str, Any]]], optimizer: Any = None, policy: Policy | None = None,
    reference: Any = None, attention: str = "sdpa",
) -> tuple[dict[str, Tensor], dict[str, float]]:  # fmt: skip
    """Change of every weight by optimiser steps made of these micro-batches, and the metrics of the last."""
    policy = policy or read_policy(folder)
    policy.model.set_attn_implementation(attention)
    module = UpdateModule(objective, policy, optimizer or Sgd(), len(steps), reference)
    before = {name: weight.detach().clone() for name, weight in policy.model.named_parameters()}
    quiet: dict[str, Any] = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}

    class Measure(pl.Callback):
        def on_train_batch_start(self, trainer: Any, module: Any, batch: Any, index: int) -> None:
            module.measure(batch["micros"])

    trainer = pl.Trainer(accelerator="cpu", devices=1, max_steps=len(steps), max_epochs=1, callbacks=[Measure()], **quiet)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Lightning's advice on workers and its own deprecations
        trainer.fit(module, Steps(steps))
    changes = {name: weight.detach() - before[name] for name, weight in policy.model.named_parameters()}
    return changes, {name: float(value) for name, value in module.metrics.items()}


def apart(a: dict[str, Tensor], b: dict[str, Tensor]) -> float:
    return max(float((a[name] - b[name]).abs().max()) for name in a)


@pytest.mark.parametrize(
    "loss", [Grpo(), Grpo(aggregate="sequence"), DrGrpo(divisor=8.0), Gspo(), Cispo()], ids=lambda x: f"{type(x).__name__}-{x.aggregate}"
)
def test_a_step_does_not_depend_on_its_micro_batches(tiny_model: Path, loss: Any) -> None:
    data = samples(tiny_model, shift=0.3)
    objective = replace(PLAIN, loss=loss, mismatch=Mismatch("mask", high=1.2), recompute=True, kl=Kl(0.1))
    whole, figures = step(tiny_model, objective, [micro_batches(data, cells=1000, packed=False)], reference=read_policy(tiny_model).model)
    for cells, packed in ((12, False), (20, True)):
        micros = micro_batches(data, cells=cells, packed=packed)
        assert len(micros) > 2
        cut, again = step(tiny_model, objective, [micros], reference=read_policy(tiny_model).model)
        assert apart(whole, cut) < 1e-6
        assert again["loss"] == pytest.approx(figures["loss"], abs=1e-6)
        assert again["entropy"] == pytest.approx(figures["entropy"], abs=1e-5)
    assert max(float(change.abs().max()) for change in whole.values()) > 1e-4


def test_on_policy_the_gradient_is_that_of_advantage_times_log_probability(tiny_model: Path) -> None:
    """Ratio 1: the clipped surrogate's gradient is Σ A ∇ log π / N (policy gradient theorem), computed here without any of our code."""
    data = samples(tiny_model)
    found, figures = step(tiny_model, PLAIN, [micro_batches(data, cells=30, packed=False)])
    model = read_policy(tiny_model).model
    count = sum(len(s.answer) for s in data)
    loss = torch.zeros(())
    for s in data:
        logs = model(torch.tensor([s.tokens]), use_cache=False).logits[0].log_softmax(-1)
        for t in range(len(s.prompt), len(s.tokens)):
            loss = loss - s.advantage * logs[t - 1, s.tokens[t]] / count
    loss.backward()
    assert apart(found, {name: -weight.grad for name, weight in model.named_parameters()}) < 1e-5
    assert figures["ratio"] == pytest.approx(1.0, abs=1e-4)
    assert figures["clip_fraction"] == 0.0


def test_the_temperature_divides_the_logits(tiny_model: Path) -> None:
    """Sampler log-probabilities of T = 0.7 give ratio 1 only when the trainer divides by 0.7 as well."""
    model = read_policy(tiny_model).model
    data = []
    for s in samples(tiny_model):
        logs = (model(torch.tensor([s.tokens]), use_cache=False).logits[0].detach() / 0.7).log_softmax(-1)
        own = tuple(float(logs[t - 1, s.tokens[t]]) for t in range(len(s.prompt), len(s.tokens)))
        data.append(replace(s, sampler=own))
    micros = micro_batches(data, cells=30, packed=False)
    right = step(tiny_model, replace(PLAIN, temperature=0.7), [micros])[1]
    wrong = step(tiny_model, PLAIN, [micros])[1]
    assert right["ratio"] == pytest.approx(1.0, abs=1e-4)
    assert abs(wrong["ratio"] - 1.0) > 0.01


def test_masked_tokens_leave_gradient_and_denominator(tiny_model: Path) -> None:
    """Replies whose sampler probabilities are far off are masked: the step equals one without them."""
    data = samples(tiny_model)
    spoilt = [replace(s, sampler=tuple(x - 3.0 for x in s.sampler)) if i in (1, 4) else s for i, s in enumerate(data)]
    objective = replace(PLAIN, mismatch=Mismatch("mask", high=2.0), recompute=True)
    masked, figures = step(tiny_model, objective, [micro_batches(spoilt, cells=30, packed=False)])
    clean = step(tiny_model, objective, [micro_batches([s for i, s in enumerate(data) if i not in (1, 4)], cells=30, packed=False)])[0]
    assert apart(masked, clean) < 1e-6
    assert figures["mismatch/masked"] == pytest.approx(3 / 23)


def test_without_anything_to_learn_weights_stay(tiny_model: Path) -> None:
    changes, _ = step(tiny_model, PLAIN, [[]], optimizer=Optimizer(lr=0.1))
    assert apart(changes, {name: torch.zeros(()) for name in changes}) == 0.0


def test_a_frozen_policy_stays(tiny_model: Path) -> None:
    micros = micro_batches(samples(tiny_model), cells=30, packed=False)
    changes, _ = step(tiny_model, replace(PLAIN, frozen=True), [micros, micros], optimizer=Optimizer(lr=0.1))
    assert apart(changes, {name: torch.zeros(()) for name in changes}) == 0.0


def test_kl_of_the_start_model_to_itself_is_nothing_and_pulls_back_afterwards(tiny_model: Path) -> None:
    micros = micro_batches(samples(tiny_model), cells=30, packed=False)
    objective = replace(PLAIN, kl=Kl(0.5))
    reference = read_policy(tiny_model).model
    first = step(tiny_model, objective, [micros], reference=reference)[1]
    assert first["kl"] == pytest.approx(0.0, abs=1e-6)
    held, free = (
        step(tiny_model, replace(PLAIN, kl=Kl(coef)), [micros] * 8, optimizer=Optimizer(lr=0.01), reference=reference)[1]["kl"]
        for coef in (1.0, 1e-9)
    )
    assert 0 < held < 0.7 * free


def test_adapters_off_are_the_reference(tiny_model: Path) -> None:
    from eft.models.hf import HuggingFace

    def adapted() -> Policy:
        policy = HuggingFace(tiny_model, lora_rank=2).build((), 0)
        draw = torch.Generator().manual_seed(7)
        with torch.no_grad():
            for name, weight in policy.model.named_parameters():
                if "lora_B" in name:
                    weight.copy_(0.3 * torch.randn(weight.shape, generator=draw))
        return policy

    micros = micro_batches(samples(tiny_model), cells=1000, packed=False)
    _, figures = step(tiny_model, replace(PLAIN, kl=Kl(0.1, "k1", correct=False)), [micros], policy=adapted())
    # the samples carry log π of the base; k1 is the mean of log π − log π_base over the tokens
    differences, model = [], adapted().model
    for s in samples(tiny_model):
        logs = model(torch.tensor([s.tokens]), use_cache=False).logits[0].detach().log_softmax(-1)
        differences += [float(logs[t - 1, s.tokens[t]]) - s.sampler[t - len(s.prompt)] for t in range(len(s.prompt), len(s.tokens))]
    assert abs(figures["kl"]) > 0.01
    assert figures["kl"] == pytest.approx(float(np.mean(differences)), abs=1e-4)
