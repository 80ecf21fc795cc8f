"""Transitions to tokens: the prompt exactly as generation sees it, then the answer and the end token, with loss weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eft.types import Message


class Tokenizer(Protocol):
    """What is used of a Hugging Face tokenizer."""

    eos_token_id: int | None

    def apply_chat_template(self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool) -> Any: ...

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Example:
    """One document. weights[t] is the loss weight of predicting tokens[t] (never used for t = 0): 1 on the answer and its end."""

    tokens: tuple[int, ...]
    weights: tuple[float, ...]


def prompt_tokens(messages: Sequence[Message], tokenizer: Tokenizer) -> list[int]:
    """The prompt as the model's chat template writes it, ready for the assistant's first token: the same for training and every sampler."""
    chat = [{"role": message.role, "content": message.content} for message in messages]
    return tokenizer.encode(tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True), add_special_tokens=False)


def render(messages: Sequence[Message], answer: str, tokenizer: Tokenizer, prompt_weight: float = 0.0) -> Example:
    """Prompt and answer are tokenised apart, so that no merge crosses the place where generation starts.

    The template writes the prompt only: templates that rewrite an assistant's turn (drop its thinking) are not followed.
    """
    head = prompt_tokens(messages, tokenizer)
    tail = tokenizer.encode(answer, add_special_tokens=False) + ([] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id])
    return Example((*head, *tail), (prompt_weight,) * len(head) + (1.0,) * len(tail))


def render_all(
    pairs: Iterable[tuple[Sequence[Message], str]], tokenizer: Tokenizer, max_tokens: int, prompt_weight: float = 0.0
) -> tuple[list[Example], int]:
    """Examples of at most `max_tokens`, and the number of longer ones, which are left out whole: never cut."""
    found = [render(messages, answer, tokenizer, prompt_weight) for messages, answer in pairs]
    kept = [example for example in found if len(example.tokens) <= max_tokens]
    return kept, len(found) - len(kept)
