"""Transitions as tokens: the prompt as generation sees it, weights on the answer only, nothing cut, every template's own ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.models._bpe import train_bpe
from eft.text.render import Example, continued, prompt_text, prompt_tokens, render, render_all, switch, turn_end
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


def test_sampled_ids_are_kept_as_they_are() -> None:
    """ "ab" sampled as one made-up token 999 and an end: encoding the text again would give two letters."""
    example = render(CHAT, "ab", Letters(), answer_ids=(999, 0))
    assert example.tokens[-2:] == (999, 0)
    assert example.weights == (0.0,) * 11 + (1.0,) * 2
    assert example.tokens[:11] == tuple(prompt_tokens(CHAT, Letters()))


# --- templates of real models, on a small tokenizer of our own ---------------------------------------------------------------

HEAD = "{% for m in messages %}{% if m.role != 'assistant' %}<|{{ m.role }}|>{{ m.content }}<|end|>{{ '\n' }}"
PLAIN = (
    HEAD
    + "{% else %}<|assistant|>{% generation %}{{ m.content }}<|end|>{% endgeneration %}{{ '\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
# As Qwen3: thinking of earlier turns is stripped, and `enable_thinking` false closes an empty block in the prompt.
SWITCHED = (
    HEAD
    + "{% else %}<|assistant|>{% generation %}{{ m.content.split('</think>')[-1].lstrip('\n') if not loop.last else m.content }}<|end|>{% endgeneration %}{{ '\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{{ '\n' }}{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
OPENING = PLAIN.replace(
    "{% if add_generation_prompt %}<|assistant|>", "{% if add_generation_prompt %}<|assistant|><think>\n"
)  # always thinks
OTHER_END = PLAIN.replace("{{ m.content }}<|end|>{% endgen", "{{ m.content }}<|user|>{% endgen")  # ends a turn with another special token


@pytest.fixture(scope="module")
def fast() -> Any:
    return train_bpe(["x = 1\n", "y = 2\n", "<think>\n", "</think>\n"] * 9, 400, 2)


def with_template(fast: Any, template: str) -> Any:
    fast.chat_template = template
    return fast


answers = st.text("ab=1 \n<>/think|end", max_size=40) | st.sampled_from(["<think>\nhm\n</think>\n\nx = 1\n", "<|end|>", ""])


@settings(max_examples=60, deadline=None)
@given(answers=answers, system=st.booleans())
def test_ids_and_mask_are_the_template_s_own(fast: Any, answers: str, system: bool) -> None:
    """Oracle: transformers' rendering of the whole chat with its mask of the assistant's tokens, where no merge crosses the borders."""
    tokenizer = with_template(fast, PLAIN)
    chat = CHAT if system else CHAT[1:]
    whole = tokenizer.apply_chat_template(
        [*({"role": m.role, "content": m.content} for m in chat), {"role": "assistant", "content": answers}],
        tokenize=True, return_dict=True, return_assistant_tokens_mask=True,
    )  # fmt: skip
    example = render(chat, answers, tokenizer)
    assert tokenizer.decode(example.tokens) + "\n" == tokenizer.decode(whole["input_ids"])
    if tokenizer.encode(answers, add_special_tokens=False) == whole["input_ids"][len(prompt_tokens(chat, tokenizer)) : -2]:
        assert list(example.tokens) == whole["input_ids"][:-1]  # the line break after the end of the turn is nobody's answer
        assert [int(weight) for weight in example.weights] == whole["assistant_masks"][:-1]


def test_the_oracle_agrees_on_ordinary_answers(fast: Any) -> None:
    """So that the condition in the test above is not empty."""
    tokenizer = with_template(fast, PLAIN)
    for answer in (
        "x = 1\n",
        "<think>\nhm\n</think>\n\nx = 1\ny = 2\n",
        "Raise it.\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE",
    ):
        whole = tokenizer.apply_chat_template(
            [{"role": "user", "content": "U"}, {"role": "assistant", "content": answer}],
            tokenize=True,
            return_dict=True,
            return_assistant_tokens_mask=True,
        )
        example = render(CHAT[1:], answer, tokenizer)
        assert list(example.tokens) == whole["input_ids"][:-1]
        assert [int(weight) for weight in example.weights] == whole["assistant_masks"][:-1]


def test_the_switch_is_passed_where_the_template_has_it(fast: Any) -> None:
    tokenizer = with_template(fast, SWITCHED)
    assert switch(tokenizer, False) == {"enable_thinking": False}
    assert switch(tokenizer, None) == switch(with_template(fast, PLAIN), True) == switch(Letters(), True) == {}
    with_template(fast, SWITCHED)
    assert prompt_text(CHAT, tokenizer, thinking=False).endswith("<|assistant|>\n<think>\n\n</think>\n\n")
    assert prompt_text(CHAT, tokenizer, thinking=True) == prompt_text(CHAT, tokenizer)
    assert prompt_text(CHAT, tokenizer).endswith("<|assistant|>\n")


def test_names_that_only_look_like_a_switch(fast: Any) -> None:
    for template in ("{{ message.thinking }}", "{{ message['thinking'] }}", "{{ no_thinking }}"):
        assert switch(with_template(fast, template), True) == {}
    assert switch(with_template(fast, "{% if thinking %}<think>{% endif %}"), True) == {"thinking": True}


@pytest.mark.parametrize(
    ("prompt", "answer", "expected"),
    [
        ("<a>", "<think>\nh\n</think>\n\nx", "<think>\nh\n</think>\n\nx"), ("<a>", "x", "x"),
        ("<a><think>\n", "<think>\nh\n</think>\n\nx", "h\n</think>\n\nx"), ("<a><think>", "<think>\nh\n</think>\n\nx", "\nh\n</think>\n\nx"),
        ("<a><think>\n", "x", "\n</think>\n\nx"), ("<a><think>\n\n</think>\n\n", "<think>\nh\n</think>\n\nx", "x"), ("<a><think>\n\n</think>\n\n", "x", "x"),
    ],
)  # fmt: skip
def test_an_answer_continues_what_the_prompt_has_opened(prompt: str, answer: str, expected: str) -> None:
    assert continued(prompt, answer) == expected


def test_thinking_is_never_opened_twice(fast: Any) -> None:
    tokenizer = with_template(fast, OPENING)
    for answer in ("<think>\nhm\n</think>\n\nx = 1\n", "x = 1\n"):
        text = tokenizer.decode(render(CHAT, answer, tokenizer).tokens)
        assert text.count("<think>") == text.count("</think>") == 1
        assert text.endswith("</think>\n\nx = 1\n<|end|>")
    dropped = render(CHAT, "<think>\nhm\n</think>\n\nx = 1\n", with_template(fast, SWITCHED), thinking=False)
    assert tokenizer.decode(dropped.tokens).endswith("<think>\n\n</think>\n\nx = 1\n<|end|>")


def test_the_end_of_a_turn_is_the_template_s_and_then_the_sampler_s(fast: Any) -> None:
    end, user = fast.eos_token_id, fast.convert_tokens_to_ids("<|user|>")
    assert turn_end(with_template(fast, PLAIN)) == [end]
    assert turn_end(with_template(fast, OTHER_END)) == [user, end]
    assert render(CHAT, "x", with_template(fast, OTHER_END)).tokens[-2:] == (user, end)
    assert turn_end(Letters()) == [0]


def test_our_own_template(fast: Any) -> None:
    from eft.models._bpe import CHAT_TEMPLATE

    tokenizer = with_template(fast, CHAT_TEMPLATE)
    assert turn_end(tokenizer) == [tokenizer.eos_token_id]
    assert prompt_tokens(CHAT, tokenizer, thinking=True) == prompt_tokens(CHAT, tokenizer)
