"""From rounds to micro-batches, with rounds made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.search.rounds import Rollout, Round
from eft.training.advantages.group import Group
from eft.training.overlong import Overlong
from eft.training.rewards.graded import Graded
from eft.training.rollouts import Sample, Scores, graded, micro_batches, minibatches
from eft.types import Attempt, Message, Outcome, Reply, Status, UserError

SCORES = Scores(Graded(), Group(scale="none"), Overlong("mask"), 16)


class Words:
    """A tokenizer of single characters."""

    eos_token_id = 0

    def apply_chat_template(self, conversation: list[dict[str, str]], *, tokenize: bool, add_generation_prompt: bool, **_: Any) -> str:
        return "".join(turn["content"] for turn in conversation)

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return [ord(c) for c in text]


def attempt(index: int, failure: str = "", outcome: Outcome | None = None, **more: Any) -> Attempt:
    base = dict.fromkeys(("prompt", "reply", "change", "failure_detail", "model"), "")
    child = None if outcome is None else f"child{index % 3}"
    return Attempt(
        "s", index, "t", "p", kind="edit", failure=failure, child=child, outcome=outcome, policy_version=0, temperature=1.0, seed=0,
        tokens_in=0, tokens_out=0, cost_usd=0.0, started=0.0, generate_s=0.0, **base, **more,
    )  # fmt: skip


def rollout(task: Any, index: int, prompt: str, score: float | None, **reply: Any) -> Rollout:
    outcome = None if score is None else Outcome(Status.OK, score, scores=(score,), progress=score)
    made = attempt(index, "" if outcome else "no_edit", outcome)
    said = Reply(str(index), "x", token_ids=(7, 8, 0), logprobs=(-1.0, -2.0, -3.0))
    parent = Outcome(Status.OK, 0.5, scores=(0.5,), progress=0.5)
    return Rollout(task, "s", (Message("user", prompt),), prompt, 0, replace(said, **reply), made, parent)


@pytest.fixture
def task() -> Any:
    from eft.evaluation.tasks import find

    return find("packing/circles_in_square/n=26")


def test_rewards_become_advantages_within_prompts(task: Any) -> None:
    scores = [None, 0.2, 0.9, 0.5, 0.5]
    rollouts = tuple(rollout(task, i, "ab" if i < 3 else "cde", score) for i, score in enumerate(scores))
    samples, figures = graded(Round(0, rollouts, {}), Words(), SCORES)
    # by hand: −0.2; 0.1 + 0.9·0.2 = 0.28; 0.1 + 0.9·0.9 + 0.2 = 1.11; mean 1.19/3. The second group has one reward only.
    mean = (-0.2 + 0.28 + 1.11) / 3
    assert [s.advantage for s in samples] == pytest.approx([-0.2 - mean, 0.28 - mean, 1.11 - mean])
    assert [s.prompt for s in samples] == [(97, 98)] * 3
    assert figures["reward"] == pytest.approx((-0.2 + 0.28 + 1.11 + 2 * 0.55) / 5)
    assert figures["frac_reward_zero_std"] == 0.5
    assert (figures["edit_rate"], figures["valid_rate"], figures["improving_rate"]) == (0.8, 0.8, 0.2)
    assert figures["unique_rate"] == 3 / 5


def test_failed_calls_and_truncated_replies_are_not_trained_on(task: Any) -> None:
    group = [rollout(task, i, "ab", score) for i, score in enumerate((0.2, 0.4, 0.6))]
    group[0] = replace(group[0], reply=replace(group[0].reply, finish="length"))
    error = replace(rollout(task, 3, "ab", None), reply=Reply("3", "", "error", "gone"))
    samples, figures = graded(Round(0, (*group, error), {}), Words(), SCORES)
    assert len(samples) == 2
    assert figures["reward"] == pytest.approx((0.28 + 0.46 + 0.1 + 0.54 + 0.2) / 3)  # the truncated one counts in its group
    assert figures["clipped_rate"] == 0.25


@pytest.mark.parametrize(
    ("change", "says"),
    [({"token_ids": ()}, "no token ids"), ({"logprobs": (-1.0,)}, "no token ids"), ({"constrained": True}, "cannot replay")],
)
def test_replies_that_cannot_be_trained_on_are_refused(task: Any, change: dict[str, Any], says: str) -> None:
    rollouts = (rollout(task, 0, "ab", 0.2, **change), rollout(task, 1, "ab", 0.4, **change))
    with pytest.raises(UserError, match=says):
        graded(Round(0, rollouts, {}), Words(), SCORES)


def make(prompt: int, answer: int, group: int = 0, allowed: Any = ()) -> Sample:
    draw = np.random.default_rng(prompt * 100 + answer)
    ids = [tuple(int(i) for i in draw.integers(1, 300, n)) for n in (prompt, answer)]
    return Sample(ids[0], ids[1], tuple(float(x) for x in -draw.random(answer)), allowed, float(draw.random()), group)


def flat(micros: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """(sample, token before, target, sampler, advantage) of every trained token."""
    found = []
    for micro in micros:
        before = micro["tokens"].flatten()[micro["at"]].tolist()
        columns = [micro[name].tolist() for name in ("sequence", "targets", "sampler", "advantages")]
        found += list(zip(columns[0], before, *columns[1:], strict=True))
    assert len(set(found)) == len(found)
    return set(found)


def expected(samples: list[Sample]) -> set[tuple[Any, ...]]:
    single = np.float32
    return {
        (number, s.tokens[len(s.prompt) + t - 1], s.answer[t], float(single(s.sampler[t])), float(single(s.advantage)))
        for number, s in enumerate(samples)
        for t in range(len(s.answer))
        if s.trained[t]
    }


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=12, unique=True),
    st.integers(1, 60),
    st.booleans(),
    st.integers(1, 3),
)
def test_every_trained_token_is_in_one_micro_batch_of_one_process(
    shapes: list[tuple[int, int]], cells: int, packed: bool, world: int
) -> None:
    samples = [make(*shape) for shape in shapes]
    ranks = [micro_batches(samples, cells=cells, packed=packed, rank=rank, world=world) for rank in range(world)]
    assert len({len(micros) for micros in ranks}) == 1
    assert flat([micro for micros in ranks for micro in micros]) == expected(samples)
    longest = max(len(s.tokens) for s in samples)
    assert all(micro["tokens"].numel() <= max(cells, longest) for micros in ranks for micro in micros)
    assert sum(micro["count"] for micros in ranks for micro in micros) == sum(len(s.tokens) for s in samples)


def test_forced_tokens_are_not_trained_on_and_choices_carry_their_ids() -> None:
    one = make(3, 4, allowed=(None, (5,), (6, 7), None))
    (micro,) = micro_batches([one, make(2, 2)], cells=100, packed=True)
    own = [i for i, number in enumerate(micro["sequence"].tolist()) if number == 0]
    assert [micro["targets"].tolist()[i] for i in own] == [one.answer[0], one.answer[2], one.answer[3]]
    assert [None if micro["allowed"][i] is None else micro["allowed"][i].tolist() for i in own] == [None, [6, 7], None]
    assert micro_batches([make(2, 2)], cells=100, packed=True)[0]["allowed"] is None


def test_no_samples_no_micro_batches() -> None:
    assert micro_batches([], cells=10, packed=False) == []


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.integers(1, 4))
def test_minibatches_keep_groups_whole(groups: list[int], updates: int) -> None:
    samples = [make(i + 1, 2, group) for i, group in enumerate(groups)]
    parts = minibatches(samples, updates, "seed")
    assert len(parts) == updates
    assert sorted(s.prompt for part in parts for s in part) == sorted(s.prompt for s in samples)
    homes = [{s.group for s in part} for part in parts]
    assert all(not (a & b) for i, a in enumerate(homes) for b in homes[:i])
    assert parts == minibatches(samples, updates, "seed")
