"""A last line of the prompt that names the outcome of the edit that follows: training on all labels, asking for one (Chen et al. 2021,
arXiv 2106.01345; upside-down RL). At test time it always asks for an improvement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eft.types import Message


def with_outcome(text: str, label: str) -> str:
    """The prompt with the line."""
    return f"{text}\noutcome: {label}"


def asking(messages: Sequence[Message], label: str) -> tuple[Message, ...]:
    """The messages with the line at the end of the last one; as they are without a label."""
    if not label:
        return tuple(messages)
    *before, last = messages
    return (*before, replace(last, content=with_outcome(last.content, label)))
