from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from eft.models._policy import Policy, only_full_attention, read_policy
from eft.text.render import Example
from eft.training.attention import block_mask, by_positions, choose_attention, same_head
from eft.training.examples import Examples
from eft.training.feed import ExampleFeed
from eft.training.job import Place
from eft.training.modules.sft import Sft, SftModule
from eft.training.optimizer import Optimizer
from eft.training.settings import Settings
from eft.training.trainer import packed_rows
from eft.types import UserError

Architecture = Callable[[str], Path]


def examples(count: int = 9) -> Examples:
    draw = torch.Generator().manual_seed(5)
    sizes = [(3 + i % 4, 2 + i % 5) for i in range(count)]
    tokens = [tuple(torch.randint(10, 300, (prompt + answer,), generator=draw).tolist()) for prompt, answer in sizes]
    return Examples.of([Example(t, (0.2,) * prompt + (1.0,) * answer) for t, (prompt, answer) in zip(tokens, sizes, strict=True)])


def module_of(folder: Path, implementation: str = "eager", *, chunk_elements: int = 1 << 24) -> SftModule:
    policy = read_policy(folder)
    policy.model.set_attn_implementation(implementation)
    return SftModule(Sft(prompt_weight=0.2, chunk_elements=chunk_elements), policy, Optimizer(), steps=10)


def loss_and_gradient(
    module: SftModule, row_tokens: int | None, accumulate: int = 1, micro_tokens: int | None = None
) -> tuple[float, Tensor]:
    data = examples()
    place = Place(lambda: 0, 0, 1, accumulate)
    feed = ExampleFeed(data, [torch.arange(len(data)).numpy()], place, row_tokens=row_tokens, micro_tokens=micro_tokens)
    losses = [module.training_step(batch, 0) / accumulate for batch in feed.step(0)]
    loss = torch.stack(losses).sum()
    module.zero_grad()
    loss.backward()
    return float(loss.detach()), torch.cat([p.grad.flatten() for p in module.model.parameters()])


def alone(module: SftModule) -> float:
    """The loss from the model's own logits of one document at a time."""
    data, nats, weight = examples(), 0.0, 0.0
    for i in range(len(data)):
        tokens = torch.from_numpy(data.tokens[i]).long()
        logits = module.model(tokens[None], use_cache=False).logits[0].detach()
        weights = torch.from_numpy(data.weights[i])[1:]
        nats += float((F.cross_entropy(logits[:-1], tokens[1:], reduction="none") * weights).sum())
        weight += float(weights.sum())
    return nats / weight


def test_loss_equals_one_document_at_a_time(tiny_model: Path) -> None:
    module = module_of(tiny_model)
    assert loss_and_gradient(module, None)[0] == pytest.approx(alone(module), abs=1e-5)


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
    chunked = loss_and_gradient(module_of(tiny_model, chunk_elements=448 * 7), None)
    assert chunked[0] == pytest.approx(whole[0], abs=1e-6)
    assert torch.allclose(chunked[1], whole[1], atol=1e-6)


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


def test_cosine_by_hand() -> None:
    plan = Optimizer(lr=1.0, warmup_steps=0, decay_from=0.5, final=0.2, schedule="cosine")
    # half way down the cosine is at 1/2, a quarter of the way at (1 + √½)/2
    assert [plan.rate(k, 8) for k in (0, 4, 6)] == pytest.approx([1.0, 1.0, 0.6])
    assert plan.rate(5, 8) == pytest.approx(0.2 + 0.8 * (1 + 2**-0.5) / 2)


def test_a_head_that_is_neither_plain_nor_capped_is_refused() -> None:
    from transformers import CohereConfig, CohereForCausalLM

    config = CohereConfig(vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, logit_scale=0.1)
    model = CohereForCausalLM(config)
    assert not same_head(model)
    with pytest.raises(UserError, match="cohere"):
        SftModule(Sft(), Policy(model, None), Optimizer(), 1)


# --- architectures: the trainer's loss is the model's own, packed or padded, recomputed or not ---------------------------------


@pytest.mark.parametrize("name", ["qwen3", "qwen3_5", "llama", "gemma", "gemma2"])
def test_loss_is_the_models_own(architecture: Architecture, name: str) -> None:
    """Against the model's logits of one document at a time, sliding windows, recurrent layers and soft caps included."""
    module = module_of(architecture(name))
    padded = loss_and_gradient(module, None)
    assert padded[0] == pytest.approx(alone(module), abs=1e-5)
    parts = loss_and_gradient(module, None, accumulate=6, micro_tokens=30)
    assert parts[0] == pytest.approx(padded[0], abs=1e-5)
    assert torch.allclose(parts[1], padded[1], atol=1e-5)
    if only_full_attention(module.causal):
        packed = loss_and_gradient(module, 30)
        assert packed[0] == pytest.approx(padded[0], abs=1e-5)
        assert torch.allclose(packed[1], padded[1], atol=1e-5)


@pytest.mark.parametrize("name", ["qwen3", "qwen3_5"])
def test_recomputed_activations_change_nothing(architecture: Architecture, name: str) -> None:
    module = module_of(architecture(name))
    module.train()
    kept = loss_and_gradient(module, None)
    module.model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    again = loss_and_gradient(module, None)
    assert again[0] == kept[0]
    assert torch.equal(again[1], kept[1])


def test_recurrent_and_sliding_layers_are_not_packed(architecture: Architecture) -> None:
    for name, packable in (("qwen3", True), ("llama", True), ("gemma", True), ("qwen3_5", False), ("gemma2", False)):
        model = read_policy(architecture(name)).model
        assert packed_rows(Settings(), model, "cuda") is packable
        assert packed_rows(Settings(), model, "cpu") is False
        if not packable:
            with pytest.raises(UserError, match="use rows=padded"):
                packed_rows(Settings(rows="packed"), model, "cpu")


def test_soft_caps_on_attention_keep_the_kernel_that_applies_them(architecture: Architecture) -> None:
    capped, plain = (read_policy(architecture(name)).model for name in ("gemma2", "qwen3"))
    assert [choose_attention(model, 4096, "cpu") for model in (capped, plain)] == ["eager", "sdpa"]
    assert [choose_attention(model, 100, "cpu") for model in (capped, plain)] == ["eager", "eager"]


# --- the trap: positions alone keep packed documents apart only while the cache is off ---------------------------------------


def test_a_cache_lets_packed_documents_see_each_other(architecture: Architecture) -> None:
    """Why `hidden` never uses one: the second document's states change with the first as soon as the cache is on."""
    model = read_policy(architecture("qwen3")).model
    model.set_attn_implementation("sdpa")
    tokens = torch.tensor([[20, 21, 22, 30, 31, 32, 33]])
    positions = torch.tensor([[0, 1, 2, 0, 1, 2, 3]])
    own = model.base_model(input_ids=tokens[:, 3:], use_cache=False).last_hidden_state
    off, on = (
        model.base_model(input_ids=tokens, position_ids=positions, use_cache=cache).last_hidden_state[:, 3:] for cache in (False, True)
    )
    assert torch.allclose(off, own, atol=1e-5)
    assert float((on - own).detach().abs().max()) > 0.1
    assert torch.allclose(by_positions(model, tokens, positions)[:, 3:], own, atol=1e-5)


@pytest.mark.parametrize("packed", [False, True])
def test_the_cache_is_off_in_training(architecture: Architecture, packed: bool) -> None:
    module = module_of(architecture("llama"))
    seen = []
    module.causal.base_model.register_forward_pre_hook(lambda model, args, words: seen.append(words["use_cache"]), with_kwargs=True)
    loss_and_gradient(module, 30 if packed else None)
    assert seen == [False]


def test_rows_behind_each_other_equal_rows_beside_each_other(architecture: Architecture) -> None:
    """What kernels for variable lengths get: one row, documents told apart by their positions, padding as documents of one."""
    module = module_of(architecture("llama"), "sdpa")
    data = examples()
    place = Place(lambda: 0, 0, 1, 1)
    (batch,) = ExampleFeed(data, [torch.arange(len(data)).numpy()], place, row_tokens=30).step(0)
    real = batch["documents"] >= 0
    assert not bool(real.all())
    flat = by_positions(module.causal, batch["tokens"], batch["positions"])
    assert torch.allclose(flat[real], module.hidden(batch)[real], atol=1e-5)
