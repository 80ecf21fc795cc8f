from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from eft.training.kl import Kl
from eft.training.losses._tokens import Tokens


def tokens(logprobs: Tensor, old: Tensor | None = None, weights: Tensor | None = None) -> Tokens:
    zeros = torch.zeros_like(logprobs).detach()
    return Tokens(logprobs, logprobs.detach() if old is None else old, zeros, zeros.long(), zeros + 1 if weights is None else weights)


def test_estimators_by_hand() -> None:
    logprobs, reference = torch.tensor([0.5, 0.25]).double().log(), torch.tensor([0.25, 0.5]).double().log()
    for name, expected in (
        ("k1", [math.log(2), -math.log(2)]),
        ("k2", [math.log(2) ** 2 / 2] * 2),
        ("k3", [0.5 + math.log(2) - 1, 2 - math.log(2) - 1]),
    ):
        assert Kl(estimator=name).estimate(logprobs, reference).tolist() == pytest.approx(expected)


def test_coefficient_and_metric() -> None:
    logprobs = torch.tensor([0.5]).double().log().requires_grad_()
    terms = Kl(coef=0.1, estimator="k1").terms(tokens(logprobs), torch.tensor([0.25]).double().log())
    assert terms.loss.tolist() == pytest.approx([0.1 * math.log(2)])
    assert terms.metrics["kl"].tolist() == pytest.approx([math.log(2)])
    assert not terms.metrics["kl"].requires_grad


def exact(logits: Tensor, reference: Tensor) -> Tensor:
    p = logits.softmax(0)
    return (p * (p.log() - reference)).sum()


@pytest.mark.parametrize("estimator", ["k1", "k3"])
@pytest.mark.parametrize("mismatch", [False, True])
def test_corrected_estimators_have_the_gradient_of_the_kl(estimator: str, mismatch: bool) -> None:
    """Expectation over every outcome of a four-sided die drawn from the sampler, the policy being somewhere else already."""
    draw = torch.Generator().manual_seed(3)
    logits = torch.randn(4, generator=draw, dtype=torch.float64, requires_grad=True)
    old, reference = (torch.randn(4, generator=draw, dtype=torch.float64).log_softmax(0) for _ in range(2))
    sampler = torch.randn(4, generator=draw, dtype=torch.float64).log_softmax(0) if mismatch else old
    batch = tokens(logits.log_softmax(0), old, (old - sampler).exp())
    expected = (sampler.exp() * Kl(coef=1.0, estimator=estimator).terms(batch, reference).loss).sum()
    assert float(expected.detach()) == pytest.approx(float(exact(logits, reference).detach()))
    (ours,) = torch.autograd.grad(expected, logits)
    (true,) = torch.autograd.grad(exact(logits, reference), logits)
    torch.testing.assert_close(ours, true)


def test_uncorrected_the_gradient_is_another() -> None:
    logits = torch.tensor([0.3, -0.2, 0.9]).double().requires_grad_()
    reference = torch.tensor([0.0, 0.5, -0.5]).double().log_softmax(0)
    batch = tokens(logits.log_softmax(0))
    loss = (batch.old.exp() * Kl(coef=1.0, estimator="k1", correct=False).terms(batch, reference).loss).sum()
    (ours,) = torch.autograd.grad(loss, logits)
    torch.testing.assert_close(ours, torch.zeros(3).double())


@pytest.mark.parametrize("correct", [False, True])
def test_masked_tokens_do_nothing(correct: bool) -> None:
    logprobs = torch.tensor([-1.0, -math.inf]).double().requires_grad_()
    batch = tokens(logprobs, torch.tensor([-1.0, -2.0]).double(), torch.tensor([1.0, 0.0]).double())
    terms = Kl(coef=1.0, correct=correct).terms(batch, torch.tensor([-2.0, -math.inf]).double())
    (slope,) = torch.autograd.grad(terms.loss.sum(), logprobs)
    assert terms.loss[1] == 0
    assert slope[1] == 0
    assert bool(slope.isfinite().all())


def test_in_the_reward_it_is_centred_over_the_kept_tokens() -> None:
    old, reference = torch.tensor([-1.0, -2.0, -1.0, -9.0]), torch.tensor([-2.0, -2.0, -3.0, -1.0])  # k1: 1, 0, 2
    kept = torch.tensor([True, True, True, False])
    shaped = Kl(coef=0.1, estimator="k1", where="reward").shaped(torch.tensor([1.0, 1.0, -1.0, 5.0]), old, reference, kept)
    assert shaped.tolist() == pytest.approx([1.0, 1.1, -1.1, 5.0])
    assert Kl(coef=0.1).shaped(torch.ones(2), old[:2], reference[:2], torch.zeros(2, dtype=torch.bool)).tolist() == [1.0, 1.0]


def test_a_negative_coefficient_is_refused() -> None:
    with pytest.raises(ValueError, match="coef"):
        Kl(coef=-0.1)
