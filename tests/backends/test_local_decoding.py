"""Decoding with shared prompts against the model's own full passes: architectures, lengths, temperatures, company."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from eft.backends._local.check import check_decoding
from eft.backends._local.decode import PASS_TOKENS, Decoder, Decoding, passes
from eft.backends._local.sample import uniforms
from eft.models._policy import Policy, read_policy
from eft.types import UserError

SIZES = {
    "vocab_size": 320, "hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 1024, "eos_token_id": 0, "pad_token_id": 0, "bos_token_id": None,
}  # fmt: skip
ARCHITECTURES = ("Qwen3", "Llama", "Gemma")


class EndOnly:
    """As much of a tokenizer as decoding asks for."""

    eos_token_id = 0


def model(architecture: str, dtype: torch.dtype = torch.float32, **changes: Any) -> Policy:
    """Random weights, large enough that attention matters."""
    import transformers

    config = getattr(transformers, f"{architecture}Config")(**{**SIZES, **changes})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        made = getattr(transformers, f"{architecture}ForCausalLM")(config)
        for parameter in made.parameters():
            parameter.data += 0.2 * torch.randn_like(parameter)
    return Policy(made.to(dtype).eval().requires_grad_(False), EndOnly())


def decoding(prompt: Sequence[int], number: int, tokens: int = 6, temperature: float = 1.0) -> Decoding:
    return Decoding(tuple(prompt), tokens, temperature, 1.0, uniforms(number, "k", tokens))


def finish(decoder: Decoder) -> None:
    while decoder.live:
        decoder.step()


def prompt_of(length: int, start: int = 1) -> list[int]:
    return [1 + (start + 17 * k * k) % 319 for k in range(length)]


def full_pass(policy: Policy, done: Decoding) -> list[float]:
    """The trainer's log-probabilities: eager attention, no cache, temperature divided in."""
    policy.model.set_attn_implementation("eager")
    ids = torch.tensor([[*done.prompt, *done.ids]])
    scores = torch.log_softmax(policy.model(ids, use_cache=False).logits[0].float() / done.temperature, -1)
    return [float(scores[len(done.prompt) + k - 1, token]) for k, token in enumerate(done.ids)]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("length", [1, 2, 31, 32, 33, 65, 257, 600])
def test_log_probabilities_are_those_of_a_full_pass(architecture: str, temperature: float, length: int) -> None:
    policy = model(architecture)
    decoder = Decoder(policy, 5)
    shared = [decoding(prompt_of(length), k, temperature=temperature) for k in range(3)]
    alone = decoding(prompt_of(length + 3, start=2), 9, temperature=temperature)
    decoder.join([*shared[:2], alone, shared[2]])
    finish(decoder)
    for done in (*shared, alone):
        assert done.logprobs == pytest.approx(full_pass(policy, done), abs=1e-4)
    assert len({tuple(done.ids) for done in shared}) > 1


def test_half_precision_is_near_its_own_full_pass() -> None:
    policy = model("Qwen3", torch.bfloat16)
    decoder = Decoder(policy, 4)
    shared = [decoding(prompt_of(70), k) for k in range(4)]
    decoder.join(shared)
    finish(decoder)
    for done in shared:
        assert done.logprobs == pytest.approx(full_pass(policy, done), abs=0.2)


def test_score_is_a_full_pass_and_ends_agree() -> None:
    policy = model("Llama")
    decoder = Decoder(policy, 2)
    twins = [decoding(prompt_of(40), k) for k in range(2)]
    decoder.join(twins)
    finish(decoder)
    for done in twins:
        found = decoder.score([*done.prompt, *done.ids])
        assert len(found) == 40 + len(done.ids) - 1
        assert found[39:] == pytest.approx(done.logprobs, abs=1e-4)


def test_sequences_that_come_and_go_change_nothing() -> None:
    policy = model("Qwen3")
    alone = []
    prompts = [prompt_of(20), prompt_of(50, 5), prompt_of(3, 8)]
    wanted = [(prompts[k % 3], k, 3 + 5 * (k % 4)) for k in range(9)]
    for prompt, number, tokens in wanted:
        decoder = Decoder(policy, 1)
        alone.append(decoding(prompt, number, tokens))
        decoder.join(alone[-1:])
        finish(decoder)
    decoder = Decoder(policy, 4)
    together = [decoding(*each) for each in wanted]
    waiting = list(together)
    while waiting or decoder.live:
        if waiting and decoder.room:
            decoder.join([waiting.pop(0)])  # one by one: the first of a prompt has it in its row, those after share a copy
        decoder.step()
    for one, other in zip(alone, together, strict=True):
        assert one.ids == other.ids
        assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)


def test_a_shared_prompt_is_read_once() -> None:
    policy = model("Qwen3")
    seen: list[int] = []
    policy.model.get_input_embeddings().register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].numel()))
    decoder = Decoder(policy, 8)
    decoder.join([decoding(prompt_of(100), k, 4) for k in range(5)])
    assert seen == [99]
    decoder.step()
    decoder.join([decoding(prompt_of(100), 5 + k, 4) for k in range(3)])  # while others with the prompt run
    assert seen == [99, 5]
    decoder.step()
    assert seen == [99, 5, 8]
    finish(decoder)
    decoder.join([decoding(prompt_of(100), 9, 2)])  # as soon as they are gone, in the next wave
    assert seen[3:].count(99) == 0
    finish(decoder)
    decoder.join([decoding(prompt_of(30), 9, 2)])
    finish(decoder)
    decoder.join([decoding(prompt_of(100), 9, 2)])  # but not kept for ever
    assert seen[-1] == 99


def test_passes_hold_similar_lengths_and_a_bounded_number_of_tokens() -> None:
    prompts = [(1,) * length for length in (10, 3000, 3000, 2999, 9000, 1)]
    batches = list(passes(prompts))
    assert sorted(len(prompt) for batch in batches for prompt in batch) == [1, 10, 2999, 3000, 3000, 9000]
    assert batches[0] == [prompts[4]]
    assert all(len(batch) == 1 or len(batch[0]) * len(batch) <= PASS_TOKENS for batch in batches)


def test_a_model_with_caps_on_its_attention_is_refused() -> None:
    policy = model("Gemma2", layer_types=["full_attention"] * 2, query_pre_attn_scalar=8)
    with pytest.raises(UserError, match="soft caps"):
        check_decoding(policy, Decoder(policy, 2), Path("gemma2"))


def test_a_model_that_decodes_otherwise_than_it_reads_is_refused() -> None:
    """Attention that also depends on the layer's neighbour: as of an architecture that nobody here has heard of."""
    policy = model("Qwen3")
    decoder = Decoder(policy, 2)
    for layer in policy.model.model.layers:
        layer.self_attn.scaling *= 3
        layer.self_attn.register_forward_pre_hook(_third, with_kwargs=True)
    with pytest.raises(UserError, match="other log-probabilities"):
        check_decoding(policy, decoder, Path("odd"))


def _third(layer: Any, inputs: Any, options: dict[str, Any]) -> None:
    """Undoes the threefold scale where no step is given."""
    layer.scaling = layer.head_dim**-0.5 * (3 if "step" in options else 1)


def test_the_models_of_the_project_pass(tiny_model: Path) -> None:
    policy = read_policy(tiny_model)
    check_decoding(policy, Decoder(policy, 1), tiny_model)
    check_decoding(policy, Decoder(policy, 4), tiny_model)
