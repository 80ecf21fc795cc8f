"""Transitions as tokens: the prompt as generation sees it, weights on the answer only, nothing cut."""

from __future__ import annotations

from typing import Any

from eft.text.render import Example, render, render_all
from eft.types import Message


class Letters:
    """A tokenizer of letters: token = code point; the template writes `<role>text` and `<a>` to start the answer."""

    eos_token_id: int | None = 0

    def apply_chat_template(self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool) -> Any:
        assert (tokenize, add_generation_prompt) == (False, True)
        return "".join(f"<{turn['role'][0]}>{turn['content']}" for turn in conversation) + "<a>"

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        assert not add_special_tokens
        return [ord(letter) for letter in text]


CHAT = (Message("system", "S"), Message("user", "U"))


def test_tokens_and_weights() -> None:
    example = render(CHAT, "ab", Letters(), prompt_weight=0.2)
    assert example == Example((*map(ord, "<s>S<u>U<a>ab"), 0), (0.2,) * 11 + (1.0,) * 3)


def test_a_tokenizer_without_an_end_token() -> None:
    tokenizer = Letters()
    tokenizer.eos_token_id = None
    assert render(CHAT, "ab", tokenizer).weights == (0.0,) * 11 + (1.0,) * 2


def test_longer_examples_are_left_out_whole_and_counted() -> None:
    kept, dropped = render_all([(CHAT, "a"), (CHAT, "abc"), (CHAT, "ab")], Letters(), max_tokens=14)
    assert [len(example.tokens) for example in kept] == [13, 14]
    assert dropped == 1
