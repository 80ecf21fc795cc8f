"""Rounds against a small world: what is planned, what is landed, what a restart finds."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.puct import Puct
from eft.search.judge import Judge
from eft.search.plan import Prompting, Search
from eft.search.rounds import ROUND, Round, Rounds
from eft.search.store import Store
from eft.types import InfrastructureError, Task, UserError

GROUP, PARENTS = 4, 3


def rounds_of(store: Store, backend: Any, searches: list[Search], backtrack: Any = "off", evaluator: Any = None) -> Rounds:
    judge = Judge(evaluator or FakeEvaluator(), store, "free", 2, reuse=True)
    prompting = Prompting(backtrack=backtrack, patience=1)
    return Rounds(store, backend, judge, Puct(group_size=GROUP), searches, prompting=prompting, parents=PARENTS)


async def work(rounds: Rounds, count: int) -> list[Round]:
    await rounds.open()
    found = []
    for number in range(rounds.done, rounds.done + count):
        found.append(await rounds.collect(number))
        await rounds.land(found[-1], {"number": number})
        rounds.apply(found[-1])
    return found


def planned(found: list[Round]) -> list[tuple[Any, ...]]:
    return [
        (r.search, r.prompt, r.turn, r.reply.text, r.attempt.index, r.attempt.parent, r.attempt.child) for f in found for r in f.rollouts
    ]


@pytest.fixture
def searches(task: Task, seed_program: str) -> list[Search]:
    return [Search(task, seed, 10_000, seed_program) for seed in range(2)]


def test_a_round_is_parents_times_group_with_one_prompt_per_group(tmp_path: Path, tweaker: Any, searches: list[Search]) -> None:
    with Store(tmp_path / "run.db") as store:
        found = asyncio.run(work(rounds_of(store, tweaker(), searches), 4))
        for one in found:
            assert len(one.rollouts) == PARENTS * GROUP == len(one.attempts)
            for start in range(0, len(one.rollouts), GROUP):
                group = one.rollouts[start : start + GROUP]
                assert len({(r.search, r.prompt, r.attempt.parent) for r in group}) == 1
        # three groups a round over two searches in turn: 2 + 1, 1 + 2, …
        assert Counter(r.search for r in found[0].rollouts) == {searches[0].name: 8, searches[1].name: 4}
        assert Counter(r.search for r in found[1].rollouts) == {searches[1].name: 8, searches[0].name: 4}
        assert [data["number"] for _, data in store.events(ROUND)] == [0, 1, 2, 3]


def test_nothing_but_replies_is_written_before_a_round_lands(tmp_path: Path, tweaker: Any, searches: list[Search]) -> None:
    with Store(tmp_path / "run.db") as store:
        rounds = rounds_of(store, tweaker(), searches)

        async def collect() -> Round:
            await rounds.open()
            return await rounds.collect(0)

        found = asyncio.run(collect())
        assert [a.index for a in store.attempts()] == [0, 0]  # the seed programs
        assert all(store.call(r.search, r.attempt.index, 0).reply == r.reply for r in found.rollouts)  # type: ignore[union-attr]


@pytest.mark.parametrize("backtrack", ["off", "archive", "policy", "directive"])
def test_a_landed_round_reads_back_as_it_was(tmp_path: Path, tweaker: Any, searches: list[Search], backtrack: str) -> None:
    with Store(tmp_path / "run.db") as store:
        rounds = rounds_of(store, tweaker(), searches, backtrack)
        found = asyncio.run(work(rounds, 16))
        for one in found:
            again = rounds.read(one.number)
            assert planned([again]) == planned([one])
            assert [r.attempt for r in again.rollouts] == [r.attempt for r in one.rollouts]
            assert [r.parent for r in again.rollouts] == [r.parent for r in one.rollouts]
        if backtrack == "directive":
            turns = [r.turn for one in found for r in one.rollouts]
            assert 1 in turns
            decisions = [r for one in found for r in one.rollouts if "directive" in r.attempt.extra and r.turn == 0]
            assert any(r.attempt.backtrack_to for r in decisions)
            for r in decisions:  # measured against the program on which the decision was made
                node = rounds._by_name[r.search].tree[r.attempt.extra.get("tip", r.attempt.parent)]
                assert r.parent is not None
                assert r.parent.score == node.score


def test_a_restart_plans_what_an_uninterrupted_run_plans(tmp_path: Path, tweaker: Any, searches: list[Search]) -> None:
    """Stopped after round 1 had landed and while round 2 was out: prompts, replies and children are the same as without the stop."""
    with Store(tmp_path / "whole.db") as store:
        whole = planned(asyncio.run(work(rounds_of(store, tweaker(), searches), 5)))

    async def two_and_a_bit(rounds: Rounds) -> None:
        await work(rounds, 2)
        await rounds.collect(2)  # asked for and judged, but never landed

    with Store(tmp_path / "cut.db") as store:
        asyncio.run(two_and_a_bit(rounds_of(store, tweaker(), searches)))
    with Store(tmp_path / "cut.db") as store:
        again = tweaker()
        rounds = rounds_of(store, again, searches)
        assert rounds.done == 2
        rest = asyncio.run(work(rounds, 3))
        assert planned([rounds.read(number) for number in range(5)]) == whole
        assert len(again.seen) == 2 * PARENTS * GROUP  # the replies to round 2 had arrived: only 3 and 4 were asked for
        assert [one.number for one in rest] == [2, 3, 4]


def test_a_backend_that_only_fails_stops_the_run(tmp_path: Path, tweaker: Any, searches: list[Search]) -> None:
    with Store(tmp_path / "run.db") as store, pytest.raises(InfrastructureError, match="connection refused"):
        asyncio.run(work(rounds_of(store, tweaker(fail_after=PARENTS * GROUP), searches), 2))


def test_an_invalid_seed_program_is_named(tmp_path: Path, tweaker: Any, task: Task) -> None:
    search = Search(task, 0, 100, "def other(n):\n    # EVOLVE-BLOCK-START\n    a = 1\n    # EVOLVE-BLOCK-END\n    return a\n")
    with Store(tmp_path / "run.db") as store, pytest.raises(UserError, match="valid initial program"):
        asyncio.run(work(rounds_of(store, tweaker(), [search]), 1))
