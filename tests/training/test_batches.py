from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.text.render import Example
from eft.training.batches import micro_batches, plan_steps
from eft.training.examples import Examples, Row, texts_for_tokenizer, tokenise
from eft.training.feed import ExampleFeed, deal, rows_of, shares_needed
from eft.training.job import Place
from eft.types import Message, UserError

EXAMPLES = Examples.of([
    Example((1, 2, 3, 4), (0.5, 0.5, 1.0, 1.0)), Example((5, 6), (0.5, 1.0)), Example((7, 8, 9, 10), (0.5, 0.5, 0.5, 1.0)),
])  # fmt: skip
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


def test_ragged_views() -> None:
    assert [row.tolist() for row in EXAMPLES.tokens] == [[1, 2, 3, 4], [5, 6], [7, 8, 9, 10]]
    assert [row.tolist() for row in EXAMPLES.tokens[1:]] == [[5, 6], [7, 8, 9, 10]]
    with pytest.raises(IndexError):
        EXAMPLES.tokens[3]
    assert EXAMPLES.lengths.tolist() == [4, 2, 4]


def feed_of(chosen: list[int], row_tokens: int | None, accumulate: int = 1, rank: int = 0, world: int = 1) -> ExampleFeed:
    return ExampleFeed(EXAMPLES, [np.array(chosen)], Place(lambda: 0, rank, world, accumulate), row_tokens=row_tokens)


def test_steps_of_a_number_of_examples() -> None:
    lengths = np.arange(10, 33)
    steps = plan_steps(lengths, seed=0, batch_tokens=1, epochs=2, batch_examples=5)
    assert [len(step) for step in steps] == [5, 5, 5, 5, 3] * 2
    for epoch in (steps[:5], steps[5:]):
        assert sorted(np.concatenate(epoch).tolist()) == list(range(23))
    assert np.concatenate(steps[:5]).tolist() != np.concatenate(steps[5:]).tolist()


def test_micro_batches_by_hand() -> None:
    # largest first; a rectangle of 2 × 5 fits into 10 cells, of 2 × 6 does not
    assert micro_batches([5, 6, 5, 2, 1], 10) == [[1], [0, 2], [3, 4]]
    assert micro_batches([5, 6, 5, 2, 1], 11) == [[1], [0, 2], [3, 4]]
    assert micro_batches([5, 6, 5, 2, 1], 12) == [[1, 0], [2, 3], [4]]
    assert micro_batches([30], 12) == [[0]]
    assert micro_batches([], 12) == []


@settings(max_examples=60, deadline=None)
@given(lengths_lists, st.integers(60, 200), st.booleans(), st.integers(1, 3))
def test_dealing_loses_no_row_and_keeps_to_the_limit(sizes: list[int], cells: int, packed: bool, world: int) -> None:
    lengths = np.array(sizes)
    step = np.arange(len(sizes))
    row_tokens = cells if packed else None
    shares = -(-shares_needed([step], lengths, row_tokens, cells) // world) * world
    dealt = deal(rows_of(step, lengths, row_tokens), lengths, shares, cells)
    assert len(dealt) == shares
    assert sorted(i for share in dealt for row in share for i in row) == list(range(len(sizes)))
    for share in dealt:
        widths = [int(lengths[row].sum()) for row in share]
        assert len(widths) * max(widths, default=0) <= cells
    if shares > world:
        with pytest.raises(ValueError, match="do not fit"):
            deal(rows_of(step, lengths, row_tokens), lengths, shares - world, cells)


@pytest.mark.parametrize("row_tokens", [None, 6])
@pytest.mark.parametrize("world", [2, 5])
def test_processes_share_a_step(row_tokens: int | None, world: int) -> None:
    """Together they have every token once; each has the norm that makes the mean over processes the loss of one process."""
    (whole,) = feed_of([0, 1, 2], row_tokens).step(0)
    parts = [batch for rank in range(world) for batch in feed_of([0, 1, 2], row_tokens, 1, rank, world).step(0)]
    assert len(parts) == world
    assert sum(float(b["weights"].sum()) for b in parts) == float(whole["weights"].sum())
    assert sum(int(b["count"]) for b in parts) == int(whole["count"])
    assert all(float(b["norm"]) == pytest.approx(float(whole["norm"]) / world) for b in parts)


def test_padded_arrays_by_hand() -> None:
    (batch,) = feed_of([0, 1], None).step(0)
    assert batch["tokens"].tolist() == [[1, 2, 3, 4], [5, 6, 0, 0]]
    assert batch["weights"].tolist() == [[0, 0.5, 1, 1], [0, 1, 0, 0]]  # nothing predicts a first token
    assert (float(batch["norm"]), int(batch["count"])) == (3.5, 6)
    assert "documents" not in batch


def test_packed_arrays_by_hand() -> None:
    (batch,) = feed_of([1, 2], 6).step(0)
    assert batch["tokens"].tolist() == [[7, 8, 9, 10, 5, 6]]
    assert batch["weights"].tolist() == [[0, 0.5, 0.5, 1, 0, 1]]
    assert batch["positions"].tolist() == [[0, 1, 2, 3, 0, 1]]
    assert batch["documents"][0, 3] != batch["documents"][0, 4]


def test_more_micro_batches_than_rows_add_nothing() -> None:
    first, idle = feed_of([0], None, accumulate=2).step(0)
    assert float(first["weights"].sum()) == 2.5
    assert float(idle["weights"].sum()) == 0
    assert (idle["tokens"].tolist(), int(idle["count"])) == ([[1, 2]], 0)
    assert float(first["norm"]) == 1.25


@pytest.mark.parametrize("row_tokens", [None, 12])
def test_feed_starts_where_the_trainer_stands_and_norms_add_up(row_tokens: int | None) -> None:
    steps = plan_steps(EXAMPLES.lengths, seed=0, batch_tokens=8, epochs=3)
    at = [0]
    feed = ExampleFeed(EXAMPLES, steps, Place(lambda: at[0], 0, 1, 2), row_tokens=row_tokens)
    whole = list(feed)
    assert len(whole) == len(feed) == 2 * len(steps)
    at[0] = 1
    rest = list(feed)
    assert [b["tokens"].tolist() for b in rest] == [b["tokens"].tolist() for b in whole[2:]]
    for step in range(len(steps)):
        halves = list(feed.step(step))
        weight = sum(float(b["weights"].sum()) for b in halves)
        assert [float(b["norm"]) for b in halves] == pytest.approx([weight / 2] * 2)


class Words:
    """A tokenizer of one id per character, as far as `render` needs one."""

    eos_token_id = ord(".")

    def apply_chat_template(self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool) -> str:
        return "".join(turn["content"] for turn in conversation) + ">"

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return [ord(c) for c in text]


def test_tokenise_splits_prompt_and_answer_and_counts_the_long() -> None:
    rows = [Row((Message("user", "ab"),), "c"), Row((Message("user", "abcdef"),), "g")]
    examples, overlong = tokenise(rows, Words(), 6, 0.25)
    assert overlong == 1
    assert "".join(map(chr, examples.tokens[0])) == "ab>c."
    assert examples.weights[0].tolist() == [0.25, 0.25, 0.25, 1, 1]
    with pytest.raises(UserError, match="max_tokens=2"):
        tokenise(rows, Words(), 2, 0.25)


def test_tokenizer_sees_rows_spread_over_the_data() -> None:
    rows = [Row((Message("user", str(i)),), "a") for i in range(10)]
    assert texts_for_tokenizer(rows, 4) == ["0", "a", "3", "a", "6", "a", "9", "a"]
