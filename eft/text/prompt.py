"""Requests to a model: what it is shown and what it may answer, in two styles, and the way back for `rules`.

`full` follows the form that the field's models were trained on; `compact` is for models of a few million parameters.
Programs, notes and output come from candidates: they are cut, escaped, fenced with a fence longer than any inside, and
called data. They are never used as a template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eft.text import compact, full
from eft.text.context import KINDS, Asked, Context, Node, marks
from eft.types import Message

__all__ = ["KINDS", "STYLES", "Asked", "Context", "Node", "marks", "read", "render", "untitled"]

STYLES = ("full", "compact")


def render(context: Context, style: str = "full") -> tuple[Message, ...]:
    """The chat of one request. `compact` is a single user message."""
    if context.kind not in KINDS or style not in STYLES:
        raise ValueError(f"kind {context.kind!r} of {KINDS}, style {style!r} of {STYLES}")
    if style == "compact":
        return (Message("user", compact.write(context)),)
    return full.write(context)


def untitled(text: str) -> str:
    """A compact prompt without its task's name: augmentation, so that a small model does not lean on names it has seen."""
    return re.sub(rf"^{compact.TITLE} [^\n]*", f"{compact.TITLE} any", text, count=1)


def read(messages: Sequence[Message]) -> Asked:
    """The inverse of `render`, as far as a program mutator needs it; never raises on text of another origin."""
    text = next((message.content for message in reversed(messages) if message.role == "user"), "")
    system = "\n".join(message.content for message in messages if message.role == "system")
    return compact.read(text) if text.startswith(compact.TITLE) else full.read(system, text)
