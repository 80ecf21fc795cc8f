from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from eft.models._policy import Policy, read_policy
from eft.text.render import Example
from eft.training.attention import block_mask, same_head
from eft.training.examples import Examples
from eft.training.feed import ExampleFeed
from eft.training.losses.cross_entropy import CrossEntropy
from eft.training.modules.sft import Sft, SftModule
from eft.training.optimizer import Optimizer
from eft.types import UserError


def examples(count: int = 9) -> Examples:
    draw = torch.Generator().manual_seed(5)
    sizes = [(3 + i % 4, 2 + i % 5) for i in range(count)]
    tokens = [tuple(torch.randint(10, 300, (prompt + answer,), generator=draw).tolist()) for prompt, answer in sizes]
    return Examples.of([Example(t, (0.2,) * prompt + (1.0,) * answer) for t, (prompt, answer) in zip(tokens, sizes, strict=True)])


def module_of(folder: Path, implementation: str = "eager", *, loss: CrossEntropy | None = None) -> SftModule:
    policy = read_policy(folder)
    policy.model.set_attn_implementation(implementation)
    return SftModule(Sft(prompt_weight=0.2, loss=loss or CrossEntropy()), policy, Optimizer(), steps=10)


def loss_and_gradient(module: SftModule, row_tokens: int | None, accumulate: int = 1) -> tuple[float, Tensor]:
    data = examples()
    feed = ExampleFeed(data, [torch.arange(len(data)).numpy()], accumulate=accumulate, row_tokens=row_tokens, position=lambda: 0)
    losses = [module.training_step(batch, 0) / accumulate for batch in feed.step(0)]
    loss = torch.stack(losses).sum()
    module.zero_grad()
    loss.backward()
    return float(loss.detach()), torch.cat([p.grad.flatten() for p in module.model.parameters()])


def test_loss_equals_one_document_at_a_time(tiny_model: Path) -> None:
    module = module_of(tiny_model)
    data, nats, weight = examples(), 0.0, 0.0
    for i in range(len(data)):
        tokens = torch.from_numpy(data.tokens[i]).long()
        logits = module.model(tokens[None], use_cache=False).logits[0].detach()
        weights = torch.from_numpy(data.weights[i])[1:]
        nats += float((F.cross_entropy(logits[:-1], tokens[1:], reduction="none") * weights).sum())
        weight += float(weights.sum())
    assert loss_and_gradient(module, None)[0] == pytest.approx(nats / weight, abs=1e-5)


@pytest.mark.parametrize("implementation", ["eager", "sdpa"])
def test_packed_equals_padded_in_loss_and_gradient(tiny_model: Path, implementation: str) -> None:
    module = module_of(tiny_model, implementation)
    padded, packed = (loss_and_gradient(module, row_tokens) for row_tokens in (None, 30))
    assert packed[0] == pytest.approx(padded[0], abs=1e-5)
    assert torch.allclose(packed[1], padded[1], atol=1e-5)


def test_documents_do_not_see_each_other(tiny_model: Path) -> None:
    # the first document's tokens change, the second's hidden states must not
    module = module_of(tiny_model)
    documents, positions = torch.tensor([[0, 0, 0, 1, 1, -1]]), torch.tensor([[0, 1, 2, 0, 1, 0]])
    rows = [torch.tensor([[a, 11, 12, 13, 14, 0]]) for a in (20, 21)]
    hidden = [module.hidden({"tokens": t, "documents": documents, "positions": positions}) for t in rows]
    assert torch.equal(hidden[0][0, 3:5], hidden[1][0, 3:5])
    assert not torch.equal(hidden[0][0, :3], hidden[1][0, :3])


def test_block_mask_by_hand(tiny_model: Path) -> None:
    model = read_policy(tiny_model).model
    model.set_attn_implementation("sdpa")
    documents = torch.tensor([[0, 1, 1, -1]])
    expected = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]
    assert block_mask(documents, model)[0, 0].int().tolist() == expected
    model.set_attn_implementation("eager")
    assert (block_mask(documents, model)[0, 0] == 0).int().tolist() == expected


def test_micro_batches_add_up_to_the_whole(tiny_model: Path) -> None:
    module = module_of(tiny_model)
    whole, parts = (loss_and_gradient(module, None, accumulate) for accumulate in (1, 4))
    assert parts[0] == pytest.approx(whole[0], abs=1e-5)
    assert torch.allclose(parts[1], whole[1], atol=1e-5)


def test_chunks_change_neither_loss_nor_gradient(tiny_model: Path) -> None:
    whole = loss_and_gradient(module_of(tiny_model), None)
    chunked = loss_and_gradient(module_of(tiny_model, loss=CrossEntropy(chunk_elements=448 * 7)), None)
    assert chunked[0] == pytest.approx(whole[0], abs=1e-6)
    assert torch.allclose(chunked[1], whole[1], atol=1e-6)


def test_cross_entropy_by_hand() -> None:
    # logits (0, 0) and (ln 3, 0): −log p of class 0 is ln 2 and ln(4/3)
    hidden = torch.tensor([[0.0, 0.0], [torch.log(torch.tensor(3.0)), 0.0]])
    nats = CrossEntropy()(hidden, torch.tensor([0, 0]), lambda x: x, 2)
    assert nats.tolist() == pytest.approx([0.693147, 0.287682], abs=1e-6)


def test_prompt_weight_is_checked() -> None:
    with pytest.raises(ValueError, match="prompt_weight"):
        Sft(prompt_weight=2.0)


def test_learning_rate_by_hand() -> None:
    plan = Optimizer(lr=1.0, warmup_steps=3, decay_from=0.5, final=0.1)
    assert [plan.rate(k, 100) for k in (0, 1, 2, 3, 50)] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert plan.rate(75, 100) == pytest.approx(0.55)
    assert plan.rate(100, 100) == pytest.approx(0.1)
    assert Optimizer(lr=1.0, warmup_steps=40).rate(0, 10) == 0.5  # a warm-up of one step in a run of ten
    with pytest.raises(ValueError, match="lr > 0"):
        Optimizer(lr=0)


def test_norm_weights_do_not_decay(tiny_model: Path) -> None:
    groups = Optimizer(weight_decay=0.3).build(read_policy(tiny_model).model.parameters()).param_groups
    assert [group["weight_decay"] for group in groups] == [0.3, 0.0]
    assert all(p.ndim == 1 for p in groups[1]["params"])


def test_a_head_that_is_not_plain_is_refused() -> None:
    from transformers import Gemma2Config, Gemma2ForCausalLM

    config = Gemma2Config(
        vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2, head_dim=16,
        final_logit_softcapping=0.1, attn_implementation="eager",
    )  # fmt: skip
    model = Gemma2ForCausalLM(config)
    assert not same_head(model)
    with pytest.raises(UserError, match="gemma2"):
        SftModule(Sft(loss=CrossEntropy()), Policy(model, None), Optimizer(), 1)
