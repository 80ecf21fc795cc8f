"""Transitions to tokens: the prompt exactly as generation sees it, then the answer and the end of the turn, with loss weights.

Templates differ in three things that a model notices: some take a switch for thinking, some open (or open and close) the `<think>` block in
the prompt, and some end a turn with a token of their own. All three are read off the template, so the same text serves every model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eft.types import Message

SWITCHES = ("enable_thinking", "thinking")  # template variables that say whether the model thinks first (Qwen3, GLM; DeepSeek, Granite)
OPEN, CLOSE = "<think>", "</think>"
_PROBE = "QJX"  # stands for an answer while a template is asked how it ends a turn


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


def switch(tokenizer: Tokenizer, thinking: bool | None) -> dict[str, bool]:
    """Arguments for the template: its own switch set to `thinking`, or nothing (None, or a template that has none)."""
    template = getattr(tokenizer, "chat_template", None)
    if thinking is None or not isinstance(template, str):
        return {}
    return {name: thinking for name in SWITCHES if re.search(rf"(?<![\w.'\"\]]){name}\b", template)}


def prompt_text(messages: Sequence[Message], tokenizer: Tokenizer, thinking: bool | None = None) -> str:
    """The prompt as the model's chat template writes it, ready for the assistant's first token."""
    chat = [{"role": message.role, "content": message.content} for message in messages]
    text: str = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True, **switch(tokenizer, thinking))
    return text


def prompt_tokens(messages: Sequence[Message], tokenizer: Tokenizer, thinking: bool | None = None) -> list[int]:
    """Tokens of `prompt_text`: the same for training and every sampler. thinking: for templates with such a switch; None: their default."""
    return tokenizer.encode(prompt_text(messages, tokenizer, thinking), add_special_tokens=False)


def continued(prompt: str, answer: str) -> str:
    """The answer as it follows this prompt: without a `<think>` the prompt has opened, closing one that the answer has no use for."""
    shown = prompt.rstrip()
    if shown.endswith(CLOSE) and answer.startswith(OPEN):
        return answer.partition(CLOSE)[2].lstrip("\n")  # the prompt says that there is no thinking
    if not shown.endswith(OPEN):
        return answer
    if answer.startswith(OPEN):
        rest = answer.removeprefix(OPEN)
        return rest.removeprefix("\n") if prompt.endswith("\n") else rest
    return f"\n{CLOSE}\n\n{answer}"


def turn_end(tokenizer: Tokenizer) -> list[int]:
    """What ends an answer: the template's own end of turn up to its first special token, and the end token that samplers stop at."""
    end = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    special = {token for token, added in getattr(tokenizer, "added_tokens_decoder", {}).items() if added.special}
    if not isinstance(getattr(tokenizer, "chat_template", None), str) or not special:
        return end
    chat = [{"role": "user", "content": "?"}, {"role": "assistant", "content": _PROBE}]
    after = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=False).rpartition(_PROBE)[2]
    ids = tokenizer.encode(after, add_special_tokens=False)
    first = next((at for at, token in enumerate(ids) if token in special), None)
    if first is None or tokenizer.eos_token_id in ids[: first + 1]:
        return end
    return [*ids[: first + 1], *end]


def render(
    messages: Sequence[Message],
    answer: str,
    tokenizer: Tokenizer,
    prompt_weight: float = 0.0,
    *,
    answer_ids: Sequence[int] = (),
    thinking: bool | None = None,
    end: Sequence[int] | None = None,
) -> Example:
    """Prompt and answer are tokenised apart, so that no merge crosses the place where generation starts.

    The template writes the prompt only: templates that rewrite an assistant's turn (drop its thinking) are not followed.
    answer_ids are taken as they are. end: `turn_end(tokenizer)`, if it is at hand.
    """
    prompt = prompt_text(messages, tokenizer, thinking)
    head = tokenizer.encode(prompt, add_special_tokens=False)
    tail = list(answer_ids)
    if not tail:
        tail = [*tokenizer.encode(continued(prompt, answer), add_special_tokens=False), *(turn_end(tokenizer) if end is None else end)]
    return Example((*head, *tail), (prompt_weight,) * len(head) + (1.0,) * len(tail))


def render_all(
    pairs: Iterable[tuple[Sequence[Message], str]], tokenizer: Tokenizer, max_tokens: int, prompt_weight: float = 0.0
) -> tuple[list[Example], int]:
    """Examples of at most `max_tokens`, and the number of longer ones, which are left out whole: never cut."""
    end = turn_end(tokenizer)
    found = [render(messages, answer, tokenizer, prompt_weight, end=end) for messages, answer in pairs]
    kept = [example for example in found if len(example.tokens) <= max_tokens]
    return kept, len(found) - len(kept)
