"""Byte-level BPE whose merges may span a whole line of code (line BPE), so that common lines become one token, or stay within words.

Ordinary tokenizers split at words; for a small language of search programs that costs four times the tokens, but lets a model copy the names
of programs that it has not seen. Digits stay single tokens (a constant is copied and changed digit by digit) and the markers of the edit
grammar are atomic. Any text can be written: what no merge covers falls back to single bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PAD, END = "<|pad|>", "<|end|>"
ROLES = ("<|system|>", "<|user|>", "<|assistant|>")
MARKERS = ("<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE", "BACKTRACK")
LINES = r"[^\n]*\n|[^\n]+"
WORDS = r"\n *|[^\W\d]\w*|\d|[^\w\n]+"  # a name is the same token wherever it stands, so that it can be copied; signs keep their spaces
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'assistant' -%}"
    "{{- '<|assistant|>' -}}{%- generation -%}{{- message['content'] + '<|end|>' -}}{%- endgeneration -%}"
    "{%- else -%}{{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"
)


def train_bpe(texts: Iterable[str], vocabulary: int, min_frequency: int, split: str = LINES) -> Any:
    """A PreTrainedTokenizerFast with at most `vocabulary` entries; merges seen fewer than `min_frequency` times are not made.

    split: a regular expression of the pieces that merges stay within, LINES or WORDS.

    The result depends on the multiset of lines in `texts` only, so it is reproducible.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(split), "isolated"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(MARKERS),
        min_frequency=min_frequency,
        special_tokens=[PAD, END, *ROLES],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(marker, normalized=False) for marker in MARKERS])
    build: Any = PreTrainedTokenizerFast
    fast = build(tokenizer_object=tokenizer, pad_token=PAD, eos_token=END, clean_up_tokenization_spaces=False)
    fast.chat_template = CHAT_TEMPLATE
    return fast


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a tokenizer fits a set of texts. byte_rate: share of tokens that are a single byte other than a digit or a line end."""

    texts: int
    tokens_per_text: float
    byte_rate: float


def coverage(tokenizer: Any, texts: Iterable[str]) -> Coverage:
    """Tokens per text and byte-fallback rate; zeros for no texts."""
    ids = tokenizer(list(texts), add_special_tokens=False)["input_ids"] if (texts := list(texts)) else []
    total = sum(map(len, ids))
    if not total:
        return Coverage(len(ids), 0.0, 0.0)
    words = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    single = {i for i, word in enumerate(words) if len(word) == 1 and not word.isdigit() and word != "Ċ"}  # Ċ: byte-level name of \n
    return Coverage(len(ids), total / len(ids), sum(i in single for row in ids for i in row) / total)
