"""In bf16 on the processor columns and scored tokens are rounded up, which changes no number."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from eft.models._policy import read_policy
from eft.training.attention import block_mask, hidden
from eft.training.head import Head
from eft.training.shapes import widened

BATCH = {
    "tokens": torch.tensor([[5, 6, 7, 8], [5, 6, 0, 0]]),
    "positions": torch.tensor([[0, 1, 0, 1], [0, 1, 0, 0]]),
    "documents": torch.tensor([[3, 3, 4, 4], [5, 5, -1, -1]]),
}


def bf16() -> torch.autocast:
    return torch.autocast("cpu", torch.bfloat16)


def test_padding_columns_are_a_document_of_their_own() -> None:
    with bf16():
        wide = widened(BATCH)
    assert {name: tuple(wide[name].shape) for name in BATCH} == dict.fromkeys(BATCH, (2, 16))
    assert all(torch.equal(wide[name][:, :4], BATCH[name]) for name in BATCH)
    assert {name: wide[name][:, 4:].unique().tolist() for name in BATCH} == {"tokens": [0], "positions": [0], "documents": [-1]}


def test_nothing_is_added_in_float32_or_to_a_round_width() -> None:
    assert widened(BATCH) is BATCH
    with torch.autocast("cpu", torch.float16):
        assert widened(BATCH) is BATCH
    with bf16():
        assert widened(round_batch := {"tokens": torch.zeros(1, 32, dtype=torch.long)}) is round_batch


class Seen:
    """A causal model that remembers the widths it was given; its state of a column is the sum of the tokens up to there."""

    def __init__(self) -> None:
        self.widths: list[int] = []
        self.config = SimpleNamespace(_attn_implementation="sdpa")

    def base_model(self, input_ids: Tensor, position_ids: Tensor | None, attention_mask: Tensor | None, use_cache: bool) -> Any:
        self.widths.append(input_ids.shape[1])
        return SimpleNamespace(last_hidden_state=input_ids.cumsum(1)[..., None].float())


@pytest.mark.parametrize("names", [("tokens",), tuple(BATCH)])
def test_the_model_sees_round_widths_and_the_caller_his_own(names: tuple[str, ...]) -> None:
    model, batch = Seen(), {name: BATCH[name] for name in names}
    with bf16():
        states = hidden(model, batch)
    assert model.widths == [16]
    assert torch.equal(states, hidden(model, batch))
    assert model.widths == [16, 4]


@pytest.mark.parametrize("kernel", ["eager", "sdpa"])
@pytest.mark.parametrize("names", [("tokens",), tuple(BATCH)])
def test_a_model_is_blind_to_the_padding(tiny_model: Path, kernel: str, names: tuple[str, ...]) -> None:
    model = read_policy(tiny_model).model.eval()
    model.set_attn_implementation(kernel)
    batch = {name: BATCH[name] for name in names}
    mask = block_mask(BATCH["documents"], model) if len(names) > 1 else None
    alone = model.model(BATCH["tokens"], position_ids=batch.get("positions"), attention_mask=mask, use_cache=False).last_hidden_state
    with bf16(), torch.no_grad():
        padded = hidden(model, batch)
    torch.testing.assert_close(padded.float(), alone, atol=0.05, rtol=0)
    assert (alone[0, 0] - alone[0, 1]).abs().max() > 1


@pytest.mark.parametrize("chunk", [1 << 24, 40 * 11])  # one chunk; several, with the backward pass of their own
@pytest.mark.parametrize("count", [1, 64, 70])
def test_the_head_scores_as_without_rounding(count: int, chunk: int) -> None:
    draw = torch.Generator().manual_seed(0)
    output, sizes = nn.Linear(5, 11), list[int]()
    states = torch.randn(count, 5, generator=draw, requires_grad=True)
    targets = torch.randint(11, (count,), generator=draw)
    allowed: list[Tensor | None] = [torch.tensor([int(t), (int(t) + 1) % 11]) if n % 2 else None for n, t in enumerate(targets)]
    output.register_forward_hook(lambda module, inputs, result: sizes.append(len(inputs[0])))
    head, factors = Head(chunk), torch.linspace(-1, 2, count)
    with bf16():
        found = head(states, targets, output, 11, temperature=0.7, allowed=allowed, entropy=True)
    exact = head(states, targets, output, 11, temperature=0.7, allowed=allowed, entropy=True)
    assert found.entropy is not None
    assert exact.entropy is not None
    assert len(found.logprobs) == len(found.entropy) == count
    if chunk > 1000:
        assert sizes == [-(-count // 64) * 64, count]
    torch.testing.assert_close(found.logprobs, exact.logprobs, atol=0.03, rtol=0.03)
    torch.testing.assert_close(found.entropy, exact.entropy, atol=0.03, rtol=0.03)
    pairs = [
        torch.autograd.grad((scored.logprobs * factors).sum() + scored.entropy.sum(), [states, *output.parameters()])
        for scored in (found, exact)
        if scored.entropy is not None
    ]
    for one, other in zip(*pairs, strict=True):
        torch.testing.assert_close(one, other, atol=0.03 * float(other.abs().max()), rtol=0)
