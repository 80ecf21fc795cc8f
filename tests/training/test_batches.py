from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.training.batches import NO_DOCUMENT, Examples, packed_batch, padded_batch, plan_steps
from eft.training.feed import Feed
from eft.training.packing import pack
from eft.training.tokenise import Row, tokenise
from eft.types import Message, UserError

EXAMPLES = Examples.of([([1, 2], [3, 4]), ([5], [6]), ([7, 8, 9], [10])])
lengths_lists = st.lists(st.integers(1, 60), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(lengths_lists, st.integers(0, 5), st.integers(20, 300))
def test_every_epoch_sees_every_example_once(sizes: list[int], seed: int, batch_tokens: int) -> None:
    lengths = np.array(sizes)
    steps = plan_steps(lengths, seed=seed, batch_tokens=batch_tokens, epochs=2)
    seen = np.concatenate(steps)
    for epoch in (seen[: len(sizes)], seen[len(sizes) :]):
        assert sorted(epoch.tolist()) == list(range(len(sizes)))
    assert all(len(step) == 1 or len(step) * lengths[step].max() <= batch_tokens for step in steps)


def test_plan_depends_on_the_seed_and_longer_plans_begin_alike() -> None:
    lengths = np.arange(10, 90)
    one, two = (plan_steps(lengths, seed=s, batch_tokens=200, epochs=1) for s in (0, 1))
    longer = plan_steps(lengths, seed=0, batch_tokens=200, epochs=3)
    assert [s.tolist() for s in one] == [s.tolist() for s in longer[: len(one)]]
    assert [s.tolist() for s in one] != [s.tolist() for s in two]


def test_token_budget_counts_real_tokens() -> None:
    lengths = np.full(100, 10)
    steps = plan_steps(lengths, seed=0, batch_tokens=50, epochs=1, tokens=120)
    assert [len(step) for step in steps] == [5, 5, 5]  # 50 + 50 < 120 <= 150


def test_padded_arrays_by_hand() -> None:
    batch = padded_batch(EXAMPLES, [0, 1])
    assert batch.tokens.tolist() == [[1, 2, 3, 4], [5, 6, 0, 0]]
    assert batch.targets.tolist() == [[2, 3, 4, 0], [6, 0, 0, 0]]
    assert batch.seen.tolist() == [[True, True, True, False], [True, False, False, False]]
    assert batch.answer.tolist() == [[False, True, True, False], [True, False, False, False]]
    assert batch.positions.tolist() == [[0, 1, 2, 3], [0, 1, 0, 0]]
    assert batch.documents[1].tolist() == [0, 0, NO_DOCUMENT, NO_DOCUMENT]


def test_packed_arrays_by_hand() -> None:
    batch = packed_batch(EXAMPLES, [[1, 2]])
    assert batch.tokens.tolist() == [[5, 6, 7, 8, 9, 10]]
    assert batch.targets.tolist() == [[6, 0, 8, 9, 10, 0]]
    assert batch.seen.tolist() == [[True, False, True, True, True, False]]
    assert batch.answer.tolist() == [[True, False, False, False, True, False]]
    assert batch.positions.tolist() == [[0, 1, 0, 1, 2, 3]]
    assert batch.documents.tolist() == [[0, 0, 1, 1, 1, 1]]


@settings(max_examples=100, deadline=None)
@given(lengths_lists, st.integers(1, 100))
def test_packing_keeps_every_document_and_the_capacity(sizes: list[int], capacity: int) -> None:
    rows = pack(sizes, capacity)
    assert sorted(i for row in rows for i in row) == list(range(len(sizes)))
    assert all(len(row) == 1 or sum(sizes[i] for i in row) <= capacity for row in rows)


def test_packing_takes_the_fullest_row_that_fits() -> None:
    # 6 and 5 open rows with 4 and 5 left; 4 fits both and goes to the fuller; 3 goes to the other
    assert pack([5, 6, 4, 3], 10) == [[1, 2], [0, 3]]


@pytest.mark.parametrize("row_tokens", [None, 12])
def test_feed_starts_where_the_trainer_stands_and_norms_add_up(row_tokens: int | None) -> None:
    steps = plan_steps(EXAMPLES.lengths, seed=0, batch_tokens=8, epochs=3)
    at = [0]
    feed = Feed(EXAMPLES, steps, prompt_weight=0.5, accumulate=2, row_tokens=row_tokens, position=lambda: at[0])
    whole = list(feed)
    assert len(whole) == len(feed) == 2 * len(steps)
    at[0] = 1
    rest = list(feed)
    assert [b["tokens"].tolist() for b in rest] == [b["tokens"].tolist() for b in whole[2:]]
    for step in range(len(steps)):
        halves = feed.step(step)
        weight = sum(float((b["seen"] * (0.5 + 0.5 * b["answer"])).sum()) for b in halves)
        assert [float(b["norm"]) for b in halves] == pytest.approx([weight / 2] * 2)


class Words:
    """A tokenizer of one id per character, as far as `tokenise` needs one."""

    eos_token = "."

    def apply_chat_template(self, chat: list[dict[str, str]], **_: object) -> str:
        return "".join(turn["content"] for turn in chat) + ">"

    def __call__(self, texts: list[str], **_: object) -> dict[str, list[list[int]]]:
        return {"input_ids": [[ord(c) for c in text] for text in texts]}


def test_tokenise_splits_prompt_and_answer_and_counts_the_long() -> None:
    rows = [Row((Message("user", "ab"),), "c"), Row((Message("user", "abcdef"),), "g")]
    examples, overlong = tokenise(rows, Words(), max_tokens=6)
    assert overlong == 1
    assert "".join(map(chr, examples.tokens)) == "ab>c."
    assert examples.answer.tolist() == [False, False, False, True, True]
    with pytest.raises(UserError, match="max_tokens=2"):
        tokenise(rows, Words(), max_tokens=2)
