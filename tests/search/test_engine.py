"""The engine with a fake model and a fake judge: budgets, order, resumption, backtracking, failures of the world."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.best import Best, BestState
from eft.search.archives.islands import Islands
from eft.search.archives.puct import Puct
from eft.search.budget import Budget
from eft.search.engine import MAX_BACKEND_ERRORS, Engine, Flow
from eft.search.plan import Backtrack, Plan, Prompting, Search
from eft.search.store import Store
from eft.search.summary import Summary
from eft.types import Attempt, Direction, InfrastructureError, Outcome, Reply, Status, Task, UserError


@dataclass
class World:
    """Runs engines over one folder."""

    folder: Path
    tweaker: Any
    task: Task
    program: str

    def run(
        self,
        attempts: int = 20,
        searches: int = 2,
        *,
        backend: Any = None,
        evaluator: Any = None,
        archive: Any = None,
        flow: Flow | None = None,
        prompting: Prompting | None = None,
        **more: Any,
    ) -> Summary:
        self.folder.mkdir(exist_ok=True)
        with Store(self.folder / "run.db") as store:
            engine = Engine(
                store,
                evaluator or FakeEvaluator(),
                backend or self.tweaker(),
                archive or Best(),
                flow=flow or Flow(),
                prompting=prompting or Prompting(),
                **more,
            )
            return asyncio.run(engine.run([Search(self.task, seed, attempts, self.program) for seed in range(searches)]))

    def log(self, search: str | None = None) -> list[Attempt]:
        with Store(self.folder / "run.db") as store:
            return list(store.attempts(search))

    def at(self, name: str) -> World:
        return replace(self, folder=self.folder / name)


@pytest.fixture
def world(tmp_path: Path, tweaker: Any, task: Task, seed_program: str) -> World:
    return World(tmp_path, tweaker, task, seed_program)


def timeless(attempt: Attempt) -> Attempt:
    return replace(attempt, started=0.0, generate_s=0.0)


def test_every_proposal_is_recorded_whatever_came_of_it(world: World) -> None:
    summary, log = world.run(30, 3), world.log()
    assert summary.stop_reason == "attempts"
    assert (summary.attempts, len(log)) == (90, 93)
    for name in {a.search for a in log}:
        assert sorted(a.index for a in log if a.search == name) == list(range(31))
    assert summary.accepted == sum(a.outcome is not None and a.outcome.ok for a in log if a.index)
    assert summary.failed_edits == sum(bool(a.failure) for a in log) > 0
    assert {a.failure for a in log} >= {"", "no_edit"}
    assert {a.outcome.status for a in log if a.outcome} == {Status.OK, Status.INVALID}
    assert (summary.tokens, summary.cost_usd) == (90 * 15, pytest.approx(0.09))
    best = max(a.outcome.score for a in log if a.outcome and a.outcome.score is not None and a.search == summary.searches[0].name)
    assert summary.searches[0].best_score == best


def test_children_are_known_programs_and_parents_valid_ones(world: World) -> None:
    world.run(40, 1)
    valid: set[str] = set()
    with Store(world.folder / "run.db") as store:
        for attempt in store.attempts():
            assert attempt.parent is None or attempt.parent in valid
            if attempt.child is not None and attempt.outcome is not None and attempt.outcome.ok:
                assert "def solve" in store.source(attempt.child)
                valid.add(attempt.child)
            if attempt.prompt:
                assert store.source(attempt.parent or "").rstrip() in store.prompt(attempt.prompt)[-1].content


@pytest.mark.parametrize(
    ("archive", "backtrack"),
    [
        (Best(), "directive"),
        (Islands(islands=2, migrate_every=5), "off"),
        (Islands(islands=2, migrate_every=5), "archive"),
        (Puct(), "policy"),
        (Puct(group_size=3), "directive"),
    ],
    ids=["best-directive", "islands-off", "islands-archive", "puct-policy", "groups-directive"],
)
def test_strict_order_does_not_depend_on_timing(world: World, archive: Any, backtrack: Backtrack) -> None:
    prompting = Prompting(backtrack=backtrack, patience=2)
    one = world.at("one").run(24, flow=Flow("strict", workers=1, batch=1, streams=1), archive=archive, prompting=prompting)
    jumpy = world.tweaker(jitter_s=0.004)
    many = world.at("many").run(24, flow=Flow("strict", workers=4, batch=3, streams=3), archive=archive, prompting=prompting, backend=jumpy)
    assert one.history == many.history
    for search in ("toy/numbers/n=1@0", "toy/numbers/n=1@1"):
        assert [timeless(a) for a in world.at("one").log(search)] == [timeless(a) for a in world.at("many").log(search)]


@pytest.mark.parametrize(("backtrack", "group_size"), [("off", 1), ("archive", 3), ("policy", 1), ("directive", 3)])
def test_strict_order_survives_interruption(world: World, backtrack: Backtrack, group_size: int) -> None:
    settings: dict[str, Any] = {"archive": Puct(group_size=group_size), "prompting": Prompting(backtrack=backtrack, patience=2)}
    flow = Flow("strict", batch=3)
    whole = world.at("whole").run(24, flow=flow, **settings)
    broken = world.at("broken")
    for tokens in (100, 250, 400, 600):  # stops in the middle of windows, with replies that have no attempt yet
        assert (
            broken.run(24, flow=flow, budget=Budget(tokens=tokens), backend=world.tweaker(jitter_s=0.002), **settings).stop_reason
            == "tokens"
        )
    summary = broken.run(24, flow=flow, **settings)
    assert summary.history == whole.history
    assert [timeless(a) for a in broken.log("toy/numbers/n=1@1")] == [timeless(a) for a in world.at("whole").log("toy/numbers/n=1@1")]


def test_growing_the_budget_equals_having_had_it(world: World) -> None:
    flow = Flow("strict")
    whole = world.at("whole").run(30, flow=flow)
    world.at("grown").run(7, flow=flow)
    world.at("grown").run(19, flow=flow)
    assert world.at("grown").run(30, flow=flow).history == whole.history


def test_no_garbage_is_looked_for_during_a_replay(world: World) -> None:
    looked = list[bool]()

    class Watching(BestState):
        def record(self, parent: Any, child: Any) -> None:
            looked.append(gc.isenabled())
            super().record(parent, child)

    class Watched(Best):
        def build(self) -> BestState:
            return Watching(self)

    world.run(5, 1, archive=Watched())
    world.run(7, 1, archive=Watched())
    assert looked == [True] * 6 + [False] * 6 + [True] * 2
    with closing(sqlite3.connect(world.folder / "run.db", isolation_level=None)) as connection:
        connection.execute("UPDATE attempt SET reply = 'changed' WHERE idx = 3")
    with pytest.raises(UserError, match="#3 is damaged"):
        world.run(9, 1)
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(UserError, match="#3 is damaged"):
            world.run(9, 1)
        assert not gc.isenabled()  # left as the caller had it
    finally:
        gc.enable()


def test_free_order_takes_up_the_work_in_flight(world: World) -> None:
    world.run(40, 2, budget=Budget(tokens=300), backend=world.tweaker(jitter_s=0.002))
    with Store(world.folder / "run.db") as store:
        flying = {(s, c.index): c.prompt for s, _, _ in store.searches() for c in store.open_calls(s)}
    backend = world.tweaker()
    summary = world.run(40, 2, backend=backend)
    assert summary.attempts == 80
    later = {(a.search, a.index): a.prompt for a in world.log()}
    assert all(later[key] == prompt for key, prompt in flying.items())
    assert world.run(40, 2).attempts == 80


def test_a_reply_is_not_paid_for_twice(world: World) -> None:
    class Unlucky:
        """A judge that dies at the fifth program."""

        profile = "fake"

        def __init__(self) -> None:
            self.count = 0

        def version(self, task: Task) -> str:
            return ""

        def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
            self.count += 1
            if self.count >= 5:
                raise InfrastructureError("the zygote is gone")
            return FakeEvaluator().evaluate(task, source)

        def close(self) -> None: ...

    with pytest.raises(InfrastructureError, match="zygote"):
        world.run(20, 1, evaluator=Unlucky(), flow=Flow("strict"))
    backend = world.tweaker()
    assert world.run(20, 1, flow=Flow("strict"), backend=backend).attempts == 20
    with Store(world.folder / "run.db") as store:
        tries = store._rows("SELECT tries, count(*) FROM call GROUP BY tries")
    assert tries == [(1, 20)]
    assert len(backend.seen) < 20


def test_backtracking_by_the_archive(world: World) -> None:
    world.run(60, 1, archive=Best(size=2), prompting=Prompting(backtrack="archive", patience=3))
    back = [a for a in world.log() if a.backtrack_by]
    assert back
    for attempt in back:
        assert (attempt.backtrack_by, attempt.kind, attempt.backtrack_to) == ("archive", "after_backtrack", attempt.parent)
        assert attempt.extra["tip"] != attempt.parent


@pytest.mark.parametrize("mode", ["policy", "directive"])
def test_backtracking_by_the_policy_has_two_turns(world: World, mode: Backtrack) -> None:
    world.run(80, 1, archive=Best(size=2), prompting=Prompting(backtrack=mode, patience=2))
    log = world.log()
    back = [a for a in log if a.backtrack_by == "policy"]
    stayed = [a for a in log if a.extra.get("directive", {}).get("decision") == "stay"]
    assert back
    assert bool(stayed) == (mode == "directive")
    assert any(a.failure == "unknown_tag" for a in log)
    with Store(world.folder / "run.db") as store:
        for attempt in back:
            first, second = store.call(attempt.search, attempt.index, 0), store.call(attempt.search, attempt.index, 1)
            assert first is not None
            assert second is not None
            assert first.reply is not None
            assert first.reply.text.startswith("BACKTRACK")
            assert (first.prompt, first.reply.text) == (attempt.extra["directive"]["prompt"], attempt.extra["directive"]["reply"])
            assert (second.prompt, attempt.tokens_out) == (attempt.prompt, 10)
            assert attempt.parent == attempt.backtrack_to != attempt.extra["tip"]
            text = store.prompt(second.prompt)[-1].content
            assert "Given up" in text
            assert store.source(attempt.parent or "").rstrip() in text
            tag = first.reply.text.partition(" ")[2]
            if tag == "v0":
                assert attempt.parent == log[0].child
            assert Plan.read(second.plan).tip == attempt.extra["tip"]


def test_a_program_is_judged_once(world: World) -> None:
    @dataclass
    class Counting:
        seen: list[str]
        profile: str = "fake"

        def version(self, task: Task) -> str:
            return ""

        def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
            self.seen.append(source)
            return FakeEvaluator().evaluate(task, source)

        def close(self) -> None: ...

    class Stubborn(world.tweaker):  # type: ignore[misc, name-defined]
        def text(self, request: Any) -> str:
            return "same\n<<<<<<< SEARCH\n    b = 2\n=======\n    b = 7\n>>>>>>> REPLACE"

    judge = Counting([])
    world.run(10, 2, evaluator=judge, backend=Stubborn(), flow=Flow(window=1, batch=1, streams=1))
    log = world.log()
    assert len(judge.seen) == len(set(judge.seen)) == 2
    assert sum("cached" in a.extra for a in log) == sum(a.child is not None for a in log) - 2
    world.at("each").run(10, 2, evaluator=(each := Counting([])), backend=Stubborn(), flow=Flow(window=1, batch=1, streams=1, reuse=False))
    assert len(each.seen) == sum(a.child is not None for a in log) - 1  # the seed program still serves both searches


def test_limits_of_the_run(world: World) -> None:
    assert world.at("cost").run(500, 2, budget=Budget(cost_usd=0.05)).stop_reason == "cost_usd"
    assert 0.05 <= world.at("cost").run(500, 2, budget=Budget(cost_usd=0.0)).cost_usd < 0.12
    slow = world.at("seconds").run(100_000, 2, budget=Budget(seconds=0.3), backend=world.tweaker(jitter_s=0.01))
    assert slow.stop_reason == "seconds"
    again = world.at("seconds").run(100_000, 2, budget=Budget(seconds=0.3))
    assert again.stop_reason == "seconds"
    assert again.attempts <= slow.attempts + 40  # the seconds of the first session count


def test_a_target_ends_a_search(world: World) -> None:
    summary = world.run(3000, 2, target=0.9)
    assert summary.stop_reason == "target"
    assert all(s.best_score is not None and s.best_score >= 0.9 for s in summary.searches)
    world.task = replace(world.task, direction=Direction.MIN)
    low = world.at("low").run(3000, 1, target=0.1)
    assert low.searches[0].best_score is not None
    assert low.searches[0].best_score <= 0.1


def test_stop_is_clean_and_resumable(world: World) -> None:
    def on_attempt(attempt: Attempt, live: Any, best: bool) -> None:
        if attempt.index == 10:
            engine.stop()

    with Store(world.folder / "run.db") as store:
        engine = Engine(store, FakeEvaluator(), world.tweaker(), Best(), on_attempt=on_attempt)
        summary = asyncio.run(engine.run([Search(world.task, 0, 200, world.program)]))
    assert summary.stop_reason == "interrupted"
    assert 10 <= summary.attempts < 60
    assert world.run(200, 1).attempts == 200


def test_a_dead_backend_ends_the_run_and_loses_nothing(world: World) -> None:
    with pytest.raises(InfrastructureError, match="connection refused"):
        world.run(100, 1, backend=world.tweaker(fail_after=10))
    log = world.log()
    assert sum(a.failure == "backend" for a in log) < MAX_BACKEND_ERRORS + 20
    assert sum(not a.failure for a in log) >= 5
    assert world.run(100, 1).attempts == 100


def test_an_error_of_the_backend_passes_through(world: World) -> None:
    class Broken(world.tweaker):  # type: ignore[misc, name-defined]
        async def generate(self, requests: Any) -> list[Reply]:
            raise UserError("backend.model: no such model")

    with pytest.raises(UserError, match="no such model"):
        world.run(5, 1, backend=Broken())


@dataclass
class Spoilt:
    """Reports the machine's failure for the first `times` evaluations of every program that has a 7."""

    times: int
    profile: str = "fake"

    def __post_init__(self) -> None:
        self.count: dict[str, int] = {}

    def version(self, task: Task) -> str:
        return ""

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        self.count[source] = self.count.get(source, 0) + 1
        if "7" in source and self.count[source] <= self.times:
            return Outcome(Status.INFRA, reason="stalled")
        return FakeEvaluator(invalid=0).evaluate(task, source)

    def close(self) -> None: ...


@pytest.mark.parametrize(("times", "statuses"), [(2, {Status.OK}), (99, {Status.OK, Status.TIMEOUT})])
def test_a_spoilt_evaluation_is_repeated_twice(world: World, times: int, statuses: set[Status]) -> None:
    judge = Spoilt(times)
    world.run(40, 1, evaluator=judge)
    assert {a.outcome.status for a in world.log() if a.outcome} == statuses
    assert max(judge.count.values()) == 3


def test_an_invalid_seed_program_is_the_users_error(world: World) -> None:
    world.program = world.program.replace("def solve", "def other")
    with pytest.raises(UserError, match="no function solve"):
        world.run(5, 1)


def test_replies_of_any_bytes_are_recorded(world: World) -> None:
    class Wild(world.tweaker):  # type: ignore[misc, name-defined]
        def text(self, request: Any) -> str:
            return "\ud800 \x00 \u202e ``` <<<<<<< SEARCH\n"

    assert world.run(5, 1, backend=Wild()).failed_edits == 5
    assert world.run(5, 1).attempts == 5


@pytest.mark.parametrize("order", ["free", "strict"])
def test_replayed_state_is_the_live_state(world: World, order: Any) -> None:
    lives: dict[str, Any] = {}

    def keep(attempt: Attempt, live: Any, best: bool) -> None:
        lives[live.search.name] = live

    keeper: Callable[[Attempt, Any, bool], None] = keep
    archive = Islands(islands=2, migrate_every=3)
    world.run(40, 2, archive=archive, flow=Flow(order), on_attempt=keeper, prompting=Prompting(backtrack="archive", patience=2))
    from eft.search.live import Live
    from eft.search.plan import Planner

    with Store(world.folder / "run.db") as store:
        for name, live in lives.items():
            planner = Planner(live.search, Prompting(), store, lambda task: None)
            again = Live(planner, archive, order, 4, None)
            again.replay(store, lambda attempt: None)
            assert again.history == live.history, name
            assert [[n.id for n in island.ranked] for island in again.archive.islands] == [
                [n.id for n in island.ranked] for island in live.archive.islands
            ]
            assert [(n.id, n.failed_count, n.mark) for n in again.tree._members.values()] == [
                (n.id, n.failed_count, n.mark) for n in live.tree._members.values()
            ]
