from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from eft.training.head import Head

VOCABULARY = 11


def problem(tokens: int, seed: int = 0) -> tuple[Tensor, Tensor, nn.Linear]:
    draw = torch.Generator().manual_seed(seed)
    output = nn.Linear(5, VOCABULARY)
    with torch.no_grad():
        for weight in output.parameters():
            weight.copy_(torch.randn(weight.shape, generator=draw))
    return torch.randn(tokens, 5, generator=draw, requires_grad=True), torch.randint(VOCABULARY, (tokens,), generator=draw), output


def gradients(loss: Tensor, hidden: Tensor, output: nn.Linear) -> list[Tensor]:
    return list(torch.autograd.grad(loss, [hidden, *output.parameters()]))


@given(st.integers(0, 9), st.integers(1, 10), st.sampled_from([0.5, 1.0, 1.7]), st.integers(0, 99))
@settings(deadline=None, max_examples=20)
def test_chunks_equal_the_full_head_in_value_and_gradient(tokens: int, rows: int, temperature: float, seed: int) -> None:
    hidden, targets, output = problem(tokens, seed)
    factors = torch.linspace(-1, 2, tokens)
    scored = Head(rows * VOCABULARY)(hidden, targets, output, VOCABULARY, temperature=temperature, entropy=True)
    logs = (output(hidden) / temperature).log_softmax(-1)
    logprobs, entropy = logs[torch.arange(tokens), targets], -(logs.exp() * logs).sum(-1)
    assert scored.entropy is not None
    torch.testing.assert_close(scored.logprobs, logprobs, atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(scored.entropy, entropy, atol=1e-6, rtol=1e-6)
    ours = gradients((scored.logprobs * factors).sum() + 0.3 * scored.entropy.sum(), hidden, output)
    full = gradients((logprobs * factors).sum() + 0.3 * entropy.sum(), hidden, output)
    for one, other in zip(ours, full, strict=True):
        torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("rows", [1, 4])
def test_replayed_mask_is_the_distribution_over_the_allowed_ids(rows: int) -> None:
    hidden, _, output = problem(4)
    allowed = [torch.tensor([2, 5]), None, torch.tensor([7]), torch.tensor([0, 3, 9])]
    targets = torch.tensor([5, 4, 7, 0])
    scored = Head(rows * VOCABULARY)(hidden, targets, output, VOCABULARY, allowed=allowed, entropy=True)
    assert scored.entropy is not None
    logits = output(hidden).detach()
    for t, ids in enumerate(allowed):
        chosen = logits[t] if ids is None else logits[t, ids]
        probabilities = (chosen - chosen.max()).exp() / (chosen - chosen.max()).exp().sum()
        at = int(targets[t]) if ids is None else ids.tolist().index(int(targets[t]))
        assert scored.logprobs[t].item() == pytest.approx(math.log(probabilities[at]), abs=1e-5)
        assert scored.entropy[t].item() == pytest.approx(-float((probabilities * probabilities.log()).sum()), abs=1e-5)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_forced_token_has_log_probability_zero_and_no_gradient(rows: int) -> None:
    hidden, targets, output = problem(3)
    allowed = [targets[:1], None, targets[2:]]
    scored = Head(rows * VOCABULARY)(hidden, targets, output, VOCABULARY, temperature=0.3, allowed=allowed, entropy=True)
    assert scored.entropy is not None
    assert scored.logprobs[[0, 2]].tolist() == [0.0, 0.0]
    assert scored.entropy[[0, 2]].tolist() == [0.0, 0.0]
    of_hidden, of_weight, of_bias = gradients((scored.logprobs + scored.entropy)[[0, 2]].sum(), hidden, output)
    assert not of_hidden.any()
    assert not of_weight.any()
    assert not of_bias.any()
    free = Head(rows * VOCABULARY)(hidden, targets, output, VOCABULARY, temperature=0.3, allowed=allowed)
    assert gradients(free.logprobs[1], hidden, output)[0][1].any()


def test_half_precision_logits_are_normalised_in_float32() -> None:
    hidden, targets, output = problem(6)
    output.bfloat16()
    scored = Head()(hidden.bfloat16(), targets, output, VOCABULARY)
    assert scored.logprobs.dtype == torch.float32
    assert torch.equal(scored.logprobs, output(hidden.bfloat16()).float().log_softmax(-1)[torch.arange(6), targets])


def test_no_chunk_of_logits_is_larger_than_asked() -> None:
    hidden, targets, output = problem(10)
    seen: list[int] = []

    def counted(part: Tensor) -> Tensor:
        seen.append(len(part))
        logits: Tensor = output(part)
        return logits

    Head(3 * VOCABULARY + 2)(hidden, targets, counted, VOCABULARY).logprobs.sum().backward()
    assert sorted(seen) == [1, 1, 3, 3, 3, 3, 3, 3]  # once forwards, once more backwards


def test_wrong_input_is_refused() -> None:
    hidden, targets, output = problem(2)
    with pytest.raises(ValueError, match="greedy"):
        Head()(hidden, targets, output, VOCABULARY, temperature=0.0)
    with pytest.raises(ValueError, match="1 sets of allowed ids for 2 tokens"):
        Head()(hidden, targets, output, VOCABULARY, allowed=[None])
    with pytest.raises(ValueError, match="not among the 1 ids"):
        Head()(hidden, targets, output, VOCABULARY, allowed=[None, (targets[1:] + 1) % VOCABULARY])
