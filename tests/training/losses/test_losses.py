"""Every loss by hand, and what they all have in common: no way of splitting or ordering a step changes it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from eft.config import entries, entry_class
from eft.training.aggregate import shares
from eft.training.losses._tokens import Loss, Tokens
from eft.training.losses.cispo import Cispo
from eft.training.losses.dr_grpo import DrGrpo
from eft.training.losses.grpo import Grpo
from eft.training.losses.gspo import Gspo

NAMES = entries("eft.training.losses")


def tokens(ratios: list[float], advantages: list[float], sequence: list[int] | None = None, weights: list[float] | None = None) -> Tokens:
    """Tokens of probability 1/2 under the old policy and 1/2 × ratio under the new."""
    old = torch.full((len(ratios),), math.log(0.5), dtype=torch.float64)
    return Tokens(
        (old + torch.tensor(ratios, dtype=torch.float64).log()).requires_grad_(),
        old,
        torch.tensor(advantages, dtype=torch.float64),
        torch.tensor(sequence or [0] * len(ratios), dtype=torch.long),
        torch.tensor(weights or [1.0] * len(ratios), dtype=torch.float64),
    )


def slope(loss: Loss, given_tokens: Tokens) -> list[float]:
    (found,) = torch.autograd.grad(loss.terms(given_tokens).loss.sum(), given_tokens.logprobs)
    return [float(x) for x in found]


def test_grpo_clips_each_side_only_where_it_would_gain() -> None:
    # r A where inside or pessimistic; 1.28 and 0.8 where the clipped side is the lesser; the slope of r A with respect to log π is r A
    batch = tokens([1.1, 2.0, 0.5, 2.0, 0.5], [1.0, 1.0, 1.0, -1.0, -1.0])
    terms = Grpo(clip_low=0.2, clip_high=0.28).terms(batch)
    assert terms.loss.tolist() == pytest.approx([-1.1, -1.28, -0.5, 2.0, 0.8])
    assert slope(Grpo(), batch) == pytest.approx([-1.1, 0.0, -0.5, 2.0, 0.0])
    assert terms.metrics["clip_high"].tolist() == [0, 1, 0, 0, 0]
    assert terms.metrics["clip_low"].tolist() == [0, 0, 0, 0, 1]
    assert terms.metrics["clip_fraction"].tolist() == [0, 1, 0, 0, 1]
    assert terms.metrics["ratio"].tolist() == pytest.approx([1.1, 2.0, 0.5, 2.0, 0.5])


def test_grpo_at_and_just_beyond_the_bounds() -> None:
    inside, outside = 1.28, math.nextafter(1.28, 2) * (1 + 1e-12)
    assert slope(Grpo(), tokens([outside], [1.0])) == [0.0]
    assert Grpo().terms(tokens([inside * (1 - 1e-12), outside], [1.0, 1.0])).metrics["clip_high"].tolist() == [0, 1]
    assert slope(Grpo(), tokens([inside * (1 - 1e-12)], [1.0])) == pytest.approx([-1.28])


def test_dual_clip_bounds_what_a_negative_advantage_costs() -> None:
    batch = tokens([5.0, 2.0, 5.0], [-1.0, -1.0, 1.0])
    assert Grpo(dual_clip=3.0).terms(batch).loss.tolist() == pytest.approx([3.0, 2.0, -1.28])
    assert slope(Grpo(dual_clip=3.0), batch) == pytest.approx([0.0, 2.0, 0.0])
    assert Grpo().terms(batch).loss.tolist() == pytest.approx([5.0, 2.0, -1.28])


def test_dr_grpo_is_grpo_over_a_constant() -> None:
    batch = tokens([1.1, 2.0, 0.5], [1.0, 1.0, -1.0])
    assert torch.equal(DrGrpo().terms(batch).loss, Grpo(clip_high=0.2).terms(batch).loss)
    assert (DrGrpo().aggregate, DrGrpo(divisor=512).divisor, Grpo().aggregate, Gspo().aggregate) == ("constant", 512, "token", "sequence")


def test_gspo_has_one_ratio_for_a_sequence() -> None:
    # sequence 0: mean log ratio (log 2 + log 1/2 + log 8) / 3 = log 2; sequence 1: 1.0001 and its inverse: 1
    batch = tokens([2.0, 0.5, 8.0, 1.0001, 1 / 1.0001], [-1.0, -1.0, -1.0, 2.0, 2.0], [0, 0, 0, 1, 1])
    terms = Gspo().terms(batch)
    assert terms.loss.tolist() == pytest.approx([2.0, 2.0, 2.0, -2.0, -2.0])
    assert slope(Gspo(), batch) == pytest.approx([2.0, 2.0, 2.0, -2.0, -2.0])
    # the paper's eq. 5: the derivative of −s A over the sequence's three tokens, each with 1/3 of it
    plain = tokens([2.0, 0.5, 8.0], [-1.0] * 3)
    (whole,) = torch.autograd.grad(((plain.logprobs - plain.old).mean()).exp(), plain.logprobs)
    assert [x / 3 for x in slope(Gspo(), plain)] == pytest.approx(whole.tolist())


def test_gspo_clips_whole_sequences() -> None:
    batch = tokens([math.exp(0.0006), math.exp(0.0004), math.exp(0.001)], [1.0, 1.0, 1.0], [0, 0, 1])  # means 0.0005 and 0.001
    assert Gspo().terms(batch).metrics["clip_high"].tolist() == [1, 1, 1]
    assert slope(Gspo(), batch) == [0.0, 0.0, 0.0]
    batch = tokens([math.exp(0.0006), math.exp(0.0), math.exp(0.001)], [1.0, 1.0, 1.0], [0, 0, 1])  # means 0.0003 and 0.001
    assert Gspo().terms(batch).metrics["clip_high"].tolist() == [0, 0, 1]


def test_cispo_keeps_a_gradient_where_the_weight_is_clipped() -> None:
    batch = tokens([1.5, 8.0, 8.0, 0.25], [1.0, 1.0, -2.0, 1.0])
    assert slope(Cispo(high=5.0), batch) == pytest.approx([-1.5, -5.0, 10.0, -0.25])
    assert slope(Cispo(low=0.5, high=5.0), batch) == pytest.approx([-1.5, -5.0, 10.0, -0.5])
    assert Cispo(low=0.5).terms(batch).metrics["clip_fraction"].tolist() == [0, 1, 1, 1]
    assert Cispo().terms(tokens([2.0], [3.0])).loss.tolist() == pytest.approx([-2 * 3 * math.log(0.5 * 2)])


@pytest.mark.parametrize("name", NAMES)
def test_on_policy_every_loss_is_the_plain_policy_gradient(name: str) -> None:
    batch = tokens([1.0] * 4, [1.0, -2.0, 0.5, 0.0], [0, 1, 2, 2], [1.0, 2.0, 1.0, 1.0])
    assert slope(entry_class("eft.training.losses", name)(), batch) == pytest.approx([-1.0, 4.0, -0.5, 0.0])


@pytest.mark.parametrize("name", NAMES)
def test_masked_tokens_do_nothing_whatever_they_hold(name: str) -> None:
    loss = entry_class("eft.training.losses", name)()
    clean = tokens([1.1, 0.9], [1.0, 1.0])
    dirty = tokens([1.1, 0.9, 1.0, 1.0], [1.0, 1.0, 5.0, 5.0], [0, 0, 0, 1], [1.0, 1.0, 0.0, 0.0])
    with torch.no_grad():
        dirty.logprobs[2:] = torch.tensor([-math.inf, -1e30])
    terms = loss.terms(dirty)
    assert terms.loss.tolist() == pytest.approx([*loss.terms(clean).loss.tolist(), 0.0, 0.0])
    assert slope(loss, dirty) == pytest.approx([*slope(loss, clean), 0.0, 0.0])
    assert all(bool(values.isfinite().all()) and not values.requires_grad for values in terms.metrics.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_micro_batch_without_tokens_is_no_special_case(name: str) -> None:
    empty = tokens([], [])
    terms = entry_class("eft.training.losses", name)().terms(empty)
    assert terms.loss.shape == (0,)
    assert float(terms.loss.detach().sum()) == 0.0


@pytest.mark.parametrize("name", NAMES)
def test_far_off_policy_nothing_overflows(name: str) -> None:
    batch = tokens([1.0, 1.0], [1.0, -1.0])
    with torch.no_grad():
        batch.logprobs.copy_(torch.tensor([-1e4, 1e4]))
    assert all(math.isfinite(x) for x in slope(entry_class("eft.training.losses", name)(), batch))


# --- one step however it is split ---------------------------------------------------------------------------------------------------


def step(seed: int, sizes: list[int]) -> list[dict[str, Tensor]]:
    """Sequences of random tokens, a third of them masked."""
    draw = torch.Generator().manual_seed(seed)
    found = []
    for size in sizes:
        old = -torch.rand(size, generator=draw, dtype=torch.float64) * 3
        found.append(
            {
                "logprobs": old + torch.randn(size, generator=draw, dtype=torch.float64) * 0.4,
                "old": old,
                "advantages": torch.randn(1, generator=draw, dtype=torch.float64).expand(size),
                "weights": (torch.rand(size, generator=draw) > 1 / 3).double() * 1.5,
            }
        )
    return found


def loss_of(
    loss: Loss, sequences: list[dict[str, Tensor]], parts: list[list[int]], shuffle: int | None = None
) -> tuple[float, list[Tensor]]:
    """Loss of the step and its gradient for each sequence, summed over micro-batches of whole sequences."""
    leaves = [s["logprobs"].clone().requires_grad_() for s in sequences]
    factor = shares(np.array([int((s["weights"] != 0).sum()) for s in sequences]), loss.aggregate, loss.divisor)
    total: Any = torch.zeros((), dtype=torch.float64)
    for part in parts:
        number = torch.cat([torch.full((len(leaves[i]),), n) for n, i in enumerate(part)]).long()
        share = torch.cat([torch.full((len(leaves[i]),), factor[i]) for i in part])
        order = (
            torch.randperm(len(number), generator=torch.Generator().manual_seed(shuffle))
            if shuffle is not None
            else torch.arange(len(number))
        )
        columns = [torch.cat([leaves[i] for i in part]), *(torch.cat([sequences[i][k] for i in part]) for k in ("old", "advantages"))]
        logprobs, old, advantages = (column[order] for column in columns)
        weights = torch.cat([sequences[i]["weights"] for i in part])[order]
        total = total + (loss.terms(Tokens(logprobs, old, advantages, number[order], weights)).loss * share[order]).sum()
    grads = torch.autograd.grad(total, leaves)
    return float(total.detach()), list(grads)


@pytest.mark.parametrize("aggregate", ["token", "sequence", "constant"])
@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 999), sizes=st.lists(st.integers(1, 5), min_size=2, max_size=6), cut=st.integers(1, 5))
@settings(deadline=None, max_examples=8)
def test_no_split_and_no_order_changes_the_step(name: str, aggregate: str, seed: int, sizes: list[int], cut: int) -> None:
    loss = entry_class("eft.training.losses", name)(aggregate=aggregate, divisor=7.0)
    sequences, everything = step(seed, sizes), list(range(len(sizes)))
    whole = loss_of(loss, sequences, [everything])
    halves = [part for part in (everything[cut:], everything[:cut]) if part]
    for value, grads in (
        loss_of(loss, sequences, halves),
        loss_of(loss, sequences, [[i] for i in everything]),
        loss_of(loss, sequences, [everything[::-1]], shuffle=seed),
    ):
        assert value == pytest.approx(whole[0], abs=1e-12)
        for one, other in zip(grads, whole[1], strict=True):
            torch.testing.assert_close(one, other, atol=1e-12, rtol=0)


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_is_refused(name: str) -> None:
    kind = entry_class("eft.training.losses", name)
    with pytest.raises(ValueError, match="divisor"):
        kind(divisor=0.0)
    with pytest.raises(ValueError, match="expected"):
        kind(**({"high": 0.5} if name == "cispo" else {"clip_high": -0.1}))


def test_a_dual_clip_inside_the_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="dual_clip"):
        Grpo(dual_clip=1.2)
