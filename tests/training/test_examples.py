"""Rows to packed examples: labels in step, sampled ids untouched, streams welcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.text.render import Example
from eft.training.examples import Examples, Row, tokenise
from eft.types import Message, UserError


class Pairs:
    """Token = a pair of letters where it can, so that cutting and joining texts changes the tokens."""

    eos_token_id = 9

    def apply_chat_template(self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool) -> str:
        return "".join(turn["content"] for turn in conversation) + ">"

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return [sum(ord(c) << 8 * i for i, c in enumerate(text[at : at + 2])) for at in range(0, len(text), 2)]


def row(prompt: str, answer: str, **more: Any) -> Row:
    return Row((Message("user", prompt),), answer, **more)


def test_sampled_ids_that_encoding_would_change_stay(  # the sampler drew a, b, c one by one; encoding gives ab, c
) -> None:
    sampled = (ord("a"), ord("b"), ord("c"), 9)
    assert Pairs().encode("abc", add_special_tokens=False) != list(sampled[:3])
    examples, _ = tokenise([row("pq", "abc", answer_ids=sampled), row("pq", "abc")], Pairs(), 99, 0.0)
    assert tuple(examples.tokens[0][-4:]) == sampled
    assert tuple(examples.tokens[1][-3:]) == (*Pairs().encode("abc", add_special_tokens=False), 9)
    assert examples.weights[0].tolist() == [0, 0, 1, 1, 1, 1]


def test_labels_stay_in_step_when_long_rows_leave() -> None:
    rows = [row("p", "a", label=True), row("p" * 50, "a", label=False), row("p", "b", label=False), row("p", "c")]
    examples, overlong = tokenise(rows, Pairs(), 8, 0.0)
    assert overlong == 1
    assert examples.labels is not None
    assert examples.labels.tolist() == [1, 0, -1]
    assert examples.labels.dtype == np.int8


class Once(Sequence[Row]):
    """Rows that are made while they are gone through, and may be gone through once."""

    def __init__(self, count: int) -> None:
        self.count, self.walks = count, 0

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        self.walks += 1
        return (row("p", str(number)) for number in range(self.count))

    def __getitem__(self, index: Any) -> Any:
        raise AssertionError("tokenise goes through the rows in order")


def test_tokenise_goes_through_the_rows_once() -> None:
    rows = Once(20)
    examples, overlong = tokenise(rows, Pairs(), 99, 0.0)
    assert (len(examples), overlong, rows.walks) == (20, 0, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 2**31 - 1), st.floats(0, 1, width=32)), max_size=6), max_size=8))
def test_packing_keeps_every_token_and_weight(documents: list[list[tuple[int, float]]]) -> None:
    examples = Examples.of(Example(tuple(t for t, _ in d), tuple(w for _, w in d)) for d in documents)
    assert [row.tolist() for row in examples.tokens] == [[t for t, _ in d] for d in documents]
    assert [row.tolist() for row in examples.weights] == [[w for _, w in d] for d in documents]
    assert examples.lengths.tolist() == [len(d) for d in documents]
    assert examples.labels is None


def test_nothing_left_is_an_error() -> None:
    with pytest.raises(UserError, match="max_tokens=1"):
        tokenise([row("ab", "c")], Pairs(), 1, 0.0)
