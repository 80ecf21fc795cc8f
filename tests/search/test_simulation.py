"""The engine in a simulated world: hypothesis decides what happens next, and after each step everything must still hold.

Real: Engine, Judge, Live, archives, Team, Leases, Store with SQLite. Simulated: the loop's clock, the clock of the leases, the disk (when
writes land, and whether they are lost with the process), the model, the workers and the messages to and from them. Every run is a
function of hypothesis's choices alone, so a failure repeats and shrinks.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.best import Best
from eft.search.archives.islands import Islands
from eft.search.archives.puct import Puct
from eft.search.budget import Budget
from eft.search.engine import Engine, Flow
from eft.search.executors._team import Claim, Team
from eft.search.leases import Held
from eft.search.live import Live
from eft.search.plan import Planner, Prompting, Search
from eft.search.store import Store
from eft.types import Attempt, InfrastructureError, Outcome, Reply, Request, Status

LEASE_S = 9.0
ATTEMPTS, SEARCHES, WORKERS = 6, 2, 2
JUDGE = FakeEvaluator(invalid=0.1)
STALE = Outcome(Status.OK, score=1e9, reason="stale", profile="fake")  # what a result that must not count says: nobody may ever see it
FLOWS = {order: Flow(order, window=2, batch=2, streams=2) for order in ("free", "strict")}
WORLDS: dict[str, tuple[Any, Prompting]] = {
    "best": (Best(size=2), Prompting(backtrack="directive", patience=1)),
    "puct": (Puct(group_size=2), Prompting(backtrack="policy", patience=1)),
    "islands": (Islands(islands=2, migrate_every=2), Prompting(backtrack="archive", patience=1)),
}
seen: Counter[str] = Counter()  # events of all runs, by kind
endings: Counter[str] = Counter()


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands still until it is moved, and that knows when nothing is left to do."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.scheduled = 1000.0, 0

    def time(self) -> float:
        return self.now

    def call_soon(self, *given: Any, **more: Any) -> asyncio.Handle:
        self.scheduled += 1
        return super().call_soon(*given, **more)

    def step(self) -> bool:
        """Run what is due; False if that led to nothing new."""
        before = self.scheduled
        self.call_soon(self.stop)
        self.run_forever()
        return self.scheduled > before + 1

    def settle(self) -> None:
        """Run until nothing is due. Twice idle: timers of this moment become due in the first."""
        idle = 0
        for _ in range(2000):
            idle = 0 if self.step() else idle + 1
            if idle == 2:
                return
        raise AssertionError("the loop never comes to rest")


class Disk:
    """Stands in for the store's writer: transactions land at once, or later, or never."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = OFF")  # no power is cut here; a crash loses what was not handed over
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.held: list[tuple[Any, Future[None]]] = []
        self.mode = "good"  # good | slow: kept until released | mute: lands, but nobody hears of it | gone: lost

    def submit(self, statements: Sequence[Any]) -> Future[None]:
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()
        if self.mode == "slow":
            self.held.append((statements, done))
        elif self.mode != "gone":
            self.land(statements, done)
        return done

    def land(self, statements: Sequence[Any], done: Future[None]) -> None:
        self.connection.execute("BEGIN")
        for sql, values in statements:
            self.connection.execute(sql, values)
        self.connection.execute("COMMIT")
        if self.mode != "mute":
            done.set_result(None)

    def release(self) -> None:
        self.mode, held, self.held = "good", self.held, []
        for statements, done in held:
            self.land(statements, done)

    def close(self) -> None:
        self.connection.close()


class Model:
    """Answers when told to."""

    model = "simulated"

    def __init__(self, text: Callable[[Request], str]) -> None:
        self.text = text
        self.calls: list[tuple[Sequence[Request], asyncio.Future[list[Reply]]]] = []

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        future = asyncio.get_running_loop().create_future()
        self.calls.append((requests, future))
        return await future

    def answer(self, place: int, error: str = "") -> None:
        requests, future = self.calls.pop(place % len(self.calls))
        if future.done():
            return
        if error:
            future.set_result([Reply(request.key, "", finish="error", error=error) for request in requests])
        else:
            future.set_result([Reply(r.key, self.text(r), tokens_in=10, tokens_out=5) for r in requests])

    async def close(self) -> None: ...


@dataclass
class Post:
    """A claim with a worker. good: its answer is the one that must count."""

    owner: str
    claim: Claim
    good: bool = True


class Crew:
    """Workers that do what they are told: answer, die, fall silent, lose their post."""

    def __init__(self, names: itertools.count[int]) -> None:
        self.names = names
        self.alive: dict[str, set[Held]] = {}
        self.mute: set[str] = set()
        self.posts: list[Post] = []  # not answered yet
        self.answered: list[Post] = []

    def start(self, team: Team) -> None:
        self.team = team
        for _ in range(WORKERS):
            self.hire()

    def hire(self) -> None:
        name = f"w{next(self.names)}"
        self.alive[name] = set()
        self.team.join(name, {"ordinary": 2})

    def send(self, owner: str, claim: Claim) -> None:
        assert owner in self.alive
        for post in self.posts:
            post.good &= post.claim.job != claim.job  # a newer number is out
        self.alive[owner].add(claim.held)
        self.posts.append(Post(owner, claim))

    def ask(self, owner: str) -> None:
        if owner not in self.mute:
            asyncio.get_running_loop().call_soon(lambda: self.team.beat(owner, frozenset(self.alive.get(owner, ()))))

    def end(self, owner: str) -> None:
        self.bury(owner)
        asyncio.get_running_loop().call_soon(self.hire)

    def bury(self, owner: str) -> None:
        del self.alive[owner]
        self.mute.discard(owner)
        for post in self.posts:
            post.good &= post.owner != owner

    def answer(self, place: int, error: str = "") -> None:
        post = self.posts.pop(place % len(self.posts))
        self.alive.get(post.owner, set()).discard(post.claim.held)
        truth: Outcome | Exception = InfrastructureError(error) if error else JUDGE.evaluate(post.claim.task, post.claim.source)
        self.answered.append(post)
        self.team.result(post.owner, post.claim.held, truth if post.good else STALE)

    def repeat(self, place: int) -> None:
        post = self.answered[place % len(self.answered)]
        self.team.result(post.owner, post.claim.held, STALE)

    def lose(self, place: int) -> None:
        """A claim gets lost: its worker never hears of it."""
        post = self.posts.pop(place % len(self.posts))
        self.alive.get(post.owner, set()).discard(post.claim.held)

    def close(self) -> None: ...


class World(RuleBasedStateMachine):
    """One run with its crashes."""

    folders: Any
    tweaker: Any
    task: Any
    program: str

    @initialize(world=st.sampled_from(sorted(WORLDS)), order=st.sampled_from(["free", "strict"]), tokens=st.sampled_from([None, 60]))
    def begin(self, world: str, order: str, tokens: int | None) -> None:
        self.path = next(self.folders) / "run.db"
        self.key, self.order, self.tokens = world, order, tokens
        self.archive, self.prompting = WORLDS[world]
        self.searches = [Search(self.task, seed, ATTEMPTS, self.program) for seed in range(SEARCHES)]
        self.acknowledged: dict[str, tuple[Any, ...]] = {}
        self.audits: list[tuple[str, Any]] = []
        self.leap, self.errors = 0.0, 0
        self.names = itertools.count(1)
        self.open()

    def open(self) -> None:
        """A process starts."""
        self.loop, self.store = Loop(), Store(self.path)
        self.store._writer.close()
        self.disk = Disk(self.path)
        self.store._writer = self.disk  # type: ignore[assignment]
        self.crew, self.model = Crew(self.names), Model(self.tweaker().text)
        self.team = Team(
            self.crew, "fake", {"ordinary": 2 * WORKERS}, lease_s=LEASE_S, audit=self.note, clock=lambda: self.loop.now + self.leap
        )
        self.lives: dict[str, Live] = {}
        self.engine = Engine(
            self.store, self.team, self.model, self.archive, flow=FLOWS[self.order], prompting=self.prompting,
            budget=Budget(tokens=self.tokens), on_attempt=self.heard,
        )  # fmt: skip
        self.running = self.loop.create_task(self.engine.run(self.searches))
        self.loop.settle()

    def note(self, kind: str, data: Any) -> None:
        self.audits.append((kind, data))
        self.store.event(kind, data)

    def heard(self, attempt: Attempt, live: Live, best: bool) -> None:
        assert attempt.id not in self.acknowledged
        self.acknowledged[attempt.id] = (attempt.child, attempt.failure, attempt.outcome)
        self.lives[live.search.name] = live

    def close(self) -> None:
        """The process dies: nothing more is written, nobody is told."""
        self.disk.mode = "gone"
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.settle()
        if not self.running.cancelled():
            self.running.exception()
        self.team.close()
        self.loop.close()
        self.store.close()

    def act(self, name: str, change: Callable[[], object]) -> None:
        seen[name] += 1
        self.loop.call_soon(change)
        self.loop.settle()

    @property
    def over(self) -> bool:
        return self.running.done()

    # --- what may happen -------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.calls)
    @rule(place=st.integers(0, 3))
    def the_model_answers(self, place: int) -> None:
        self.act("answer", lambda: self.model.answer(place))

    @precondition(lambda self: self.model.calls)
    @rule(place=st.integers(0, 3))
    def the_model_fails(self, place: int) -> None:
        self.errors += 1
        self.act("model error", lambda: self.model.answer(place, "503"))

    @precondition(lambda self: self.crew.posts)
    @rule(place=st.integers(0, 7))
    def a_worker_answers(self, place: int) -> None:
        self.act("result", lambda: self.crew.answer(place))

    @precondition(lambda self: self.crew.posts)
    @rule(place=st.integers(0, 7))
    def a_worker_reports_the_machines_failure(self, place: int) -> None:
        self.act("infra", lambda: self.crew.answer(place, "no memory"))

    @rule(picks=st.lists(st.integers(0, 7), min_size=1, max_size=8))
    def all_goes_well_for_a_while(self, picks: list[int]) -> None:
        self.go_on(picks)

    @rule(picks=st.lists(st.integers(0, 7), min_size=4, max_size=20))
    def all_goes_well_for_longer(self, picks: list[int]) -> None:
        self.go_on(picks)

    def go_on(self, picks: list[int]) -> None:
        for pick in picks:
            if self.crew.posts and (pick % 2 or not self.model.calls):
                self.act("result", lambda place=pick: self.crew.answer(place))
            elif self.model.calls:
                self.act("answer", lambda place=pick: self.model.answer(place))

    @precondition(lambda self: self.crew.answered)
    @rule(place=st.integers(0, 99))
    def a_result_comes_again(self, place: int) -> None:
        self.act("duplicate", lambda: self.crew.repeat(place))

    @precondition(lambda self: self.crew.posts)
    @rule(place=st.integers(0, 7))
    def a_claim_gets_lost(self, place: int) -> None:
        self.act("lost claim", lambda: self.crew.lose(place))

    @precondition(lambda self: self.crew.alive)
    @rule(place=st.integers(0, 3), quiet=st.booleans())
    def a_worker_dies(self, place: int, quiet: bool) -> None:
        owner = sorted(self.crew.alive)[place % len(self.crew.alive)]

        def die() -> None:
            self.crew.bury(owner)
            self.team.leave(owner, "killed")
            self.crew.hire()

        self.act("death", die)

    @precondition(lambda self: self.crew.alive)
    @rule(place=st.integers(0, 3))
    def heartbeats_stop_or_start(self, place: int) -> None:
        owner = sorted(self.crew.alive)[place % len(self.crew.alive)]
        self.act("heartbeat", lambda: self.crew.mute.symmetric_difference_update({owner}))

    @rule(thirds=st.integers(1, 5))
    def time_passes(self, thirds: int) -> None:
        for _ in range(thirds):
            self.loop.now += LEASE_S / 3
            self.act("time", lambda: None)

    @rule(jump_s=st.sampled_from([-1e6, -10.0, 10.0, 1e6]))
    def the_clock_jumps(self, jump_s: float) -> None:
        before = Counter(kind for kind, _ in self.audits)
        self.leap += jump_s
        self.act("jump", lambda: None)
        assert Counter(kind for kind, _ in self.audits) == before  # a clock that is set accuses nobody

    @rule()
    def the_disk_stalls(self) -> None:
        self.act("slow disk", lambda: setattr(self.disk, "mode", "slow"))

    @precondition(lambda self: self.disk.mode != "good")
    @rule()
    def the_disk_recovers(self) -> None:
        self.act("good disk", self.disk.release)

    @rule(last=st.sampled_from(["good", "mute", "slow"]), what=st.sampled_from(["answer", "result", "nothing"]))
    def the_process_is_killed(self, last: str, what: str) -> None:
        """After one more event, whose writes land unheard (`mute`) or are lost (`slow`)."""
        if self.disk.mode == "good":
            self.disk.mode = last
            if what == "answer" and self.model.calls:
                self.act("answer", lambda: self.model.answer(0))
            elif what == "result" and self.crew.posts:
                self.act("result", lambda: self.crew.answer(0))
        seen["crash"] += 1
        self.close()
        self.open()

    @precondition(lambda self: self.over)
    @rule()
    def the_command_is_given_again(self) -> None:
        self.act("again", lambda: None)
        self.close()
        self.open()

    # --- what must hold ----------------------------------------------------------------------------------------------------

    def log(self) -> list[Attempt]:
        return list(self.store.attempts())

    @invariant()
    def nothing_acknowledged_is_lost_and_nothing_stale_is_believed(self) -> None:
        log = self.log()
        stored = {attempt.id: (attempt.child, attempt.failure, attempt.outcome) for attempt in log}
        assert len(stored) == len(log)
        assert all(stored.get(key) == value for key, value in self.acknowledged.items())
        for attempt in log:
            if attempt.outcome is not None and attempt.outcome.status not in (Status.CRASH, Status.TIMEOUT):
                assert attempt.child is not None
                assert attempt.outcome == JUDGE.evaluate(self.task, self.store.source(attempt.child))

    @invariant()
    def budgets_hold(self) -> None:
        log = self.log()
        assert all(0 <= attempt.index <= ATTEMPTS for attempt in log)
        flow = FLOWS[self.order]
        for search in self.searches:
            ((calls,),) = self.store._rows("SELECT count(DISTINCT idx) FROM call JOIN search ON id = search WHERE name = ?", (search.name,))
            assert calls <= ATTEMPTS
        if self.tokens is not None:  # what is under way when the limit is reached is paid for
            assert self.store.usage()[0] < self.tokens + 15 * flow.batch * flow.streams

    @invariant()
    def replay_gives_what_is_live(self) -> None:
        if self.disk.mode != "good" or self.over:
            return
        for live in self.lives.values():
            again = Live(Planner(live.search, self.prompting, self.store, lambda task: None), self.archive, self.order, 2, None)  # type: ignore[arg-type]
            again.replay(self.store, lambda attempt: None)
            assert again.history == live.history
            assert picture(again) == picture(live)

    @invariant()
    def leases_are_consistent(self) -> None:
        team, leases = self.team, self.team._leases.owners()
        assert set(leases) <= set(team._jobs)
        queued = [job for job in team._queue if job in team._jobs]
        assert len(set(queued)) == len(queued)
        for job, (owner, number) in leases.items():
            assert job not in queued
            assert 1 <= number <= 3
            assert (job, number) in team._workers[owner].holding
        for job, entry in team._jobs.items():
            assert entry.future.done() or job in leases or job in queued
        assert set(team._workers) == set(self.crew.alive)
        for worker in team._workers.values():
            assert len(worker.holding) <= 2
            assert worker.alone is None or list(worker.holding) == [worker.alone]
            if queued and not worker.holding and not team._failure:
                raise AssertionError("a job waits beside an idle worker")

    @invariant()
    def what_is_in_flight_is_bounded(self) -> None:
        flow = FLOWS[self.order]
        assert len(self.team._jobs) <= self.team.slots("ordinary")
        assert len(self.model.calls) <= flow.streams
        assert sum(len(requests) for requests, _ in self.model.calls) <= flow.streams * flow.batch
        if not self.over:
            assert self.engine._judging.waiting <= SEARCHES * flow.window + 1
        assert len(asyncio.all_tasks(self.loop)) <= 40
        for live in self.lives.values():
            assert len(live._flying) <= flow.window

    def teardown(self) -> None:
        """With the world in order again the run comes to its end, whatever came before; a strict one to the end it always has."""
        if not hasattr(self, "path"):
            return
        try:
            self.finish()
        finally:
            self.close()

    def finish(self) -> None:
        self.tokens = None
        for _ in range(3):
            self.close()
            self.open()
            for _ in range(400):
                if self.over:
                    break
                if self.model.calls:
                    self.model.answer(0)
                elif self.crew.posts:
                    self.crew.answer(0)
                self.loop.settle()
            assert self.over, "the run hangs"
            self.running.result()
        log = self.log()
        for search in self.searches:
            assert sorted(a.index for a in log if a.search == search.name) == list(range(ATTEMPTS + 1))
        self.nothing_acknowledged_is_lost_and_nothing_stale_is_believed()
        upset = self.errors or any(a.outcome and a.outcome.status in (Status.CRASH, Status.TIMEOUT) for a in log)
        endings[f"{self.order}, {'upset' if upset else 'as ever'}"] += 1
        if self.order == "strict" and not upset:
            history = self.running.result().history
            assert HISTORIES.setdefault(self.key, history) == history


PHASES = (Phase.generate,)  # not shrunk: that takes minutes of such long runs, and the events of the one that failed are printed anyway
HISTORIES: dict[str, str] = {}  # of strict runs by world; the first one, undisturbed, is made before all others


def picture(live: Live) -> Any:
    """What a search knows, without objects."""
    islands = getattr(live.archive, "islands", [live.archive])
    ranked = [[node.id for node in getattr(island, "ranked", getattr(island, "members", ()))] for island in islands]
    return ranked, [(node.id, node.failed_count, node.mark) for node in live.tree._members.values()]


@pytest.fixture
def machine(tmp_path: Path, tweaker: Any, task: Any, seed_program: str) -> type[World]:
    """The state machine over fresh folders, after one undisturbed strict run of each world."""

    def folders() -> Any:
        for number in itertools.count():
            folder = tmp_path / str(number)
            folder.mkdir()
            yield folder

    class Here(World): ...

    Here.folders, Here.tweaker, Here.task, Here.program = folders(), tweaker, task, seed_program
    for counts in (HISTORIES, seen, endings):
        counts.clear()
    for world in WORLDS:
        calm = Here()
        calm.begin(world, "strict", None)
        calm.teardown()
    assert len(HISTORIES) == len(WORLDS)
    return Here


def simulate(machine: type[World], examples: int, steps: int, **more: Any) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=quiet,
            phases=PHASES,
            database=None,
            **more,
        ),
    )
    print(f"{sum(endings.values())} runs, {sum(seen.values())} events: {dict(endings)} {dict(seen)}")


def test_simulated_world(machine: type[World]) -> None:
    simulate(machine, 40, 40, derandomize=True)
    assert len(seen) >= 12  # every kind of event came up


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_simulated_world_for_long(machine: type[World]) -> None:
    simulate(machine, 200, 40)
