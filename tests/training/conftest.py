"""Tiny random models of the architectures that are trained, as Hugging Face folders with a byte-level tokenizer and a chat template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHAT = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
VOCABULARY = 320
COMMON = {
    "vocab_size": VOCABULARY, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 65536, "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": None,
}  # fmt: skip
LINEAR = {"linear_num_key_heads": 2, "linear_num_value_heads": 2, "linear_key_head_dim": 8, "linear_value_head_dim": 8}


def byte_tokenizer() -> Any:
    """256 bytes, a few merges, five special tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(["for i in range(size):\n    best = max(best, value)\n"] * 4, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<|end|>", clean_up_tokenization_spaces=False)
    fast.chat_template = CHAT
    return fast


def random_model(name: str, **changes: Any) -> Any:
    """An untrained model of the named architecture."""
    import torch
    import transformers as t

    kinds = {
        "qwen3": (t.Qwen3Config, t.Qwen3ForCausalLM, {"tie_word_embeddings": False}),
        "qwen3_5": (t.Qwen3_5TextConfig, t.Qwen3_5ForCausalLM, LINEAR | {"layer_types": ["linear_attention", "full_attention"]}),
        "llama": (t.LlamaConfig, t.LlamaForCausalLM, {}),
        "gemma": (t.GemmaConfig, t.GemmaForCausalLM, {}),
        "gemma2": (
            t.Gemma2Config,
            t.Gemma2ForCausalLM,
            {"final_logit_softcapping": 0.5, "attn_logit_softcapping": 0.5, "sliding_window": 16},
        ),
    }
    config, model, more = kinds[name]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return model(config(**(COMMON | more | changes)))


@pytest.fixture(scope="session")
def architecture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Folder of a tiny model by architecture: qwen3, qwen3_5, llama, gemma, gemma2."""
    from eft.models._policy import Policy, write_policy

    root = tmp_path_factory.mktemp("architectures")

    def folder(name: str) -> Path:
        if not (root / name).exists():
            write_policy(Policy(random_model(name), byte_tokenizer()), root / name)
        return root / name

    return folder
