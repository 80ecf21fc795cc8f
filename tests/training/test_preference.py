from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from eft.training.preference import Preference, zero_point


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def of(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_by_hand() -> None:
    # gains 2, 2, −4 over a zero point of 1
    policy, reference = of(-3, -3, -9).requires_grad_(), of(-5, -5, -5)
    found = Preference(0.5, desirable=2.0, undesirable=3.0)(policy, reference, torch.tensor([True, False, False]), torch.tensor(1.0))
    assert found.loss.tolist() == pytest.approx([2 * (1 - sigmoid(0.5)), 3 * (1 - sigmoid(-0.5)), 3 * (1 - sigmoid(2.5))])
    assert found.reward.tolist() == pytest.approx([1.0, 1.0, -2.0])
    (slope,) = torch.autograd.grad(found.loss.sum(), policy)
    expected = [s * w * 0.5 * sigmoid(x) * (1 - sigmoid(x)) for s, w, x in ((-1, 2, 0.5), (1, 3, 0.5), (1, 3, 2.5))]
    assert slope.tolist() == pytest.approx(expected)
    assert not found.reward.requires_grad


def test_at_the_start_every_example_costs_half_its_weight() -> None:
    same = of(-7, -8)
    assert Preference()(same, same, torch.tensor([True, False]), torch.zeros(())).loss.tolist() == [0.5, 0.5]


def test_the_zero_point_is_a_mean_without_gradient_and_never_negative() -> None:
    total = torch.tensor(6.0, requires_grad=True)
    assert zero_point(total, torch.tensor(4.0)).item() == 1.5
    assert not zero_point(total, torch.tensor(4.0)).requires_grad
    assert zero_point(torch.tensor(-1e-9), torch.tensor(4.0)).item() == 0.0
    assert zero_point(torch.tensor(0.0), torch.tensor(0.0)).item() == 0.0
    policy = of(-3).requires_grad_()
    loss = Preference()(policy, of(-3), torch.tensor([True]), policy.sum() + 3).loss
    assert torch.autograd.grad(loss.sum(), policy)[0].item() == pytest.approx(-0.1 / 4)


def test_far_out_nothing_overflows() -> None:
    policy = of(1e6, -1e6, 1e6, -1e6).requires_grad_()
    found = Preference()(policy, of(0, 0, 0, 0), torch.tensor([True, True, False, False]), torch.zeros(()))
    assert found.loss.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert torch.autograd.grad(found.loss.sum(), policy)[0].tolist() == [0.0] * 4


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="beta"):
        Preference(beta=0.0)
