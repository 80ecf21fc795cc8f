"""Training rows to token ids, exactly as generation will see them: the prompt as the chat template ends it, then the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eft.training.batches import Examples
from eft.types import Message, UserError


@dataclass(frozen=True, slots=True)
class Row:
    """One training example. messages: the prompt; answer: the assistant's text. program: the editable text of the parent (statistics only)."""

    messages: tuple[Message, ...]
    answer: str
    program: str = ""


def chat(row: Row) -> list[dict[str, str]]:
    """The prompt in the form chat templates take."""
    return [{"role": message.role, "content": message.content} for message in row.messages]


def texts(row: Row, tokenizer: Any) -> tuple[str, str]:
    """(prompt, answer) as text with the template's signs; the answer ends with the end token.

    Templates that rewrite the assistant's turn (drop its thinking, add an empty one) are not followed there: the answer is what was said.
    """
    prompt: str = tokenizer.apply_chat_template(chat(row), tokenize=False, add_generation_prompt=True)
    return prompt, row.answer + tokenizer.eos_token


def tokenise(rows: Sequence[Row], tokenizer: Any, max_tokens: int) -> tuple[Examples, int]:
    """Examples of at most `max_tokens`, and how many were longer and left out. UserError if none is left."""
    pairs = [texts(row, tokenizer) for row in rows]
    prompts = tokenizer([prompt for prompt, _ in pairs], add_special_tokens=False, verbose=False)["input_ids"] if pairs else []
    answers = tokenizer([answer for _, answer in pairs], add_special_tokens=False, verbose=False)["input_ids"] if pairs else []
    kept = [(p, a) for p, a in zip(prompts, answers, strict=True) if len(p) + len(a) <= max_tokens]
    if not kept:
        raise UserError(f"no training example of at most max_tokens={max_tokens} tokens among {len(rows)}; raise max_tokens or choose other data")
    return Examples.of(kept), len(pairs) - len(kept)


def texts_for_tokenizer(rows: Sequence[Row], most: int) -> list[str]:
    """Prompts and answers of up to `most` rows, evenly spread over the data."""
    step = max(1, -(-len(rows) // most))
    return [text for row in rows[::step] for text in (*(message.content for message in row.messages), row.answer)]
