"""A small model from scratch: Qwen3 architecture, a BPE of its own, a few million parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from eft.models._policy import Policy

__all__ = ["Nano"]

EMBEDDING_MULTIPLE = 64  # rows of the embedding are padded to a multiple: faster matrix products


@dataclass(frozen=True, slots=True)
class Nano:
    """Defaults: 2.4 M parameters at 1,024 tokens. `vocabulary` and `min_frequency` bound the tokenizer's merges.

    split: merges may span whole `lines` (short texts, for programs like those of training) or stay within `words` (about three times as long;
    a name is one token wherever it stands, so that those of other programs can be copied).
    """

    hidden: int = 192
    layers: int = 5
    heads: int = 3
    head_dim: int = 64
    feed_forward: int = 512
    context: int = 2048  # tokens
    vocabulary: int = 2048
    min_frequency: int = 20
    split: Literal["lines", "words"] = "lines"

    def __post_init__(self) -> None:
        if min(self.hidden, self.layers, self.heads, self.head_dim, self.feed_forward, self.context, self.min_frequency) < 1:
            raise ValueError("sizes must be at least 1")
        if self.vocabulary < 300:
            raise ValueError(f"vocabulary={self.vocabulary}: at least 300 (256 bytes, markers and roles)")

    def build(self, texts: Iterable[str], seed: int) -> Policy:
        """Train the tokenizer on `texts` and initialise the weights from `seed`."""
        import torch
        from transformers import Qwen3Config, Qwen3ForCausalLM

        from eft.models._bpe import LINES, WORDS, train_bpe

        tokenizer = train_bpe(texts, self.vocabulary, self.min_frequency, LINES if self.split == "lines" else WORDS)
        config = Qwen3Config(
            vocab_size=-(-len(tokenizer) // EMBEDDING_MULTIPLE) * EMBEDDING_MULTIPLE,
            hidden_size=self.hidden,
            intermediate_size=self.feed_forward,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            num_key_value_heads=self.heads,
            head_dim=self.head_dim,
            max_position_embeddings=self.context,
            tie_word_embeddings=True,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = Qwen3ForCausalLM(config)
        return Policy(model, tokenizer)
