"""The line that names an outcome."""

from __future__ import annotations

from eft.text.outcome import asking, with_outcome
from eft.types import Message


def test_the_last_message_asks() -> None:
    messages = (Message("system", "s"), Message("user", "edit this"))
    assert asking(messages, "improved") == (messages[0], Message("user", "edit this\noutcome: improved"))
    assert asking(messages, "") == messages
    assert with_outcome("edit this", "regressed") == "edit this\noutcome: regressed"
