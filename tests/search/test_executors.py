"""Where programs are judged: threads and their lanes, a team that loses workers, and the rules for clusters. Ray itself: test_ray.py."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.config import entries, entry_class
from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.best import Best
from eft.search.engine import Engine, Flow
from eft.search.executors._cluster import Cluster, environment, loopback, permitted
from eft.search.executors._cores import split
from eft.search.executors._protocol import Executor, Purpose, Setup, WorkerLost, lane
from eft.search.executors._recipe import JudgeRecipe
from eft.search.executors._team import MAX_LOSSES, Claim, Team
from eft.search.executors.local import Local
from eft.search.judge import Judge
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Evaluator, InfrastructureError, Outcome, Status, Task, UserError

FOLDER = "eft.search.executors"
TWO_CORES = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two cores that this process may use")


@dataclass
class Watching:
    """Scores as the fake does, and writes down where it ran and with how many others."""

    purpose: str = "search"
    seen: list[tuple[str, frozenset[int], int]] = field(default_factory=list)
    running: dict[str, int] = field(default_factory=lambda: {"ordinary": 0, "timing": 0})
    lock: Any = field(default_factory=threading.Lock)
    profile: str = "fake"

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        place = lane(task)
        with self.lock:
            self.running[place] += 1
            self.seen.append((place, frozenset(os.sched_getaffinity(0)), self.running[place]))
        time.sleep(0.01)
        with self.lock:
            self.running[place] -= 1
        return replace(FakeEvaluator().evaluate(task, source), reason=self.purpose)

    def close(self) -> None: ...


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def timed(task: Task) -> Task:
    return replace(task, id="toy/clock/n=1", tags=("timing",))


# --- the folder ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", entries(FOLDER))
def test_every_file_is_a_frozen_dataclass_that_builds(name: str) -> None:
    found = entry_class(FOLDER, name)
    assert dataclasses.is_dataclass(found)
    assert found.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert callable(found().build)
    assert found.__doc__


def test_there_is_local_and_ray() -> None:
    assert entries(FOLDER) == ("local", "ray")


def test_a_recipe_travels_and_makes_the_evaluator() -> None:
    import pickle

    # our own record, as Ray carries it to an agent of ours
    recipe = pickle.loads(pickle.dumps(JudgeRecipe("fake", "cheap", "zygote", "eft")))
    assert recipe(2, "search").profile == recipe(1, "final").profile == "fake"


# --- threads -------------------------------------------------------------------------------------------------------------------


def test_local_is_an_executor_and_an_evaluator_is_none() -> None:
    executor = Local().build(Setup(lambda workers, purpose: FakeEvaluator(), 2))
    assert isinstance(executor, Executor)
    assert not isinstance(FakeEvaluator(), Executor)
    assert (executor.profile, executor.slots("ordinary"), executor.slots("timing")) == ("fake", 2, 0)
    executor.close()


def test_each_purpose_has_its_evaluator(task: Task) -> None:
    made: list[tuple[int, Purpose]] = []

    def recipe(workers: int, purpose: Purpose) -> Evaluator:
        made.append((workers, purpose))
        return Watching(purpose)

    executor = Local().build(Setup(recipe, 3))

    async def both() -> list[str]:
        return [(await executor.evaluate(task, "def solve(): 1", purpose)).reason for purpose in ("search", "final", "search")]

    assert run(both()) == ["search", "final", "search"]
    assert made == [(3, "search"), (3, "final")]
    executor.close()


@pytest.mark.parametrize("order", ["strict", "free"])
def test_an_executor_gives_the_history_of_the_evaluator_it_is_made_of(
    tmp_path: Path, tweaker: Any, task: Task, seed_program: str, order: Any
) -> None:
    def history(name: str, judge: Evaluator | Executor) -> tuple[str, list[Any]]:
        with Store(tmp_path / f"{name}.db") as store:
            flow = Flow(order, batch=1, streams=1, workers=1, window=1)
            summary = run(Engine(store, judge, tweaker(), Best(), flow=flow).run([Search(task, 0, 30, seed_program)]))
            return summary.history, [replace(a, started=0.0, generate_s=0.0) for a in store.attempts()]

    executor = Local().build(Setup(lambda workers, purpose: FakeEvaluator(), 1))
    assert history("executor", executor) == history("evaluator", FakeEvaluator())
    executor.close()


# --- the timing lane -----------------------------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 63), min_size=2), st.integers(1, 70))
def test_split_sets_the_last_cores_aside_or_refuses(usable: set[int], wanted: int) -> None:
    if wanted >= len(usable):
        with pytest.raises(UserError, match="one more for all other work"):
            split(usable, wanted)
        return
    cores = split(usable, wanted)
    assert cores.ordinary | cores.timing == usable
    assert len(cores.timing) == wanted
    assert max(cores.ordinary) < min(cores.timing)


@pytest.mark.parametrize(("usable", "wanted"), [({0}, 1), ({3}, 1), ({0, 1}, 2), ({0, 1}, 0), ({0, 1}, -1)])
def test_split_needs_a_core_for_each(usable: set[int], wanted: int) -> None:
    with pytest.raises(UserError, match=f"timing_cores={wanted}"):
        split(usable, wanted)


@TWO_CORES
def test_timing_runs_one_by_one_on_cores_of_its_own(task: Task) -> None:
    before, watching = os.sched_getaffinity(0), Watching()
    executor = Local(timing_cores=1).build(Setup(lambda workers, purpose: watching, 4, timing=True))
    try:
        assert (executor.slots("ordinary"), executor.slots("timing")) == (4, 1)
        assert len(os.sched_getaffinity(0)) == len(before) - 1  # the engine itself keeps off too

        async def mixed() -> None:
            both = [executor.evaluate(kind, f"def solve(): {number}") for number in range(6) for kind in (task, timed(task))]
            await asyncio.gather(*both)

        run(mixed())
    finally:
        executor.close()
    assert os.sched_getaffinity(0) == before
    where = {place: {cores for lane, cores, _ in watching.seen if lane == place} for place in ("ordinary", "timing")}
    assert where == {"ordinary": {frozenset(sorted(before)[:-1])}, "timing": {frozenset(sorted(before)[-1:])}}
    most = {place: max(count for lane, _, count in watching.seen if lane == place) for place in ("ordinary", "timing")}
    assert most["timing"] == 1
    assert most["ordinary"] > 1


@TWO_CORES
def test_children_of_the_lanes_stay_in_them(task: Task) -> None:
    class Spawning(Watching):
        """Asks a child process where it may run, as a sandbox's server is one."""

        def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
            pid = os.posix_spawn("/bin/sleep", ["sleep", "5"], {})
            cores = frozenset(os.sched_getaffinity(pid))
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            return Outcome(Status.OK, score=1.0, reason=repr(sorted(cores)))

    usable = sorted(os.sched_getaffinity(0))
    executor = Local().build(Setup(lambda workers, purpose: Spawning(), 1, timing=True))

    async def both() -> list[str]:
        return [(await executor.evaluate(kind, "")).reason for kind in (task, timed(task))]

    found = run(both())
    executor.close()
    assert found == [repr(usable[:-1]), repr(usable[-1:])]


def test_a_task_that_takes_times_is_refused_where_nothing_is_set_aside(task: Task, tmp_path: Path, tweaker: Any, seed_program: str) -> None:
    executor = Local().build(Setup(lambda workers, purpose: FakeEvaluator(), 1))
    with pytest.raises(UserError, match="its score is a time"):
        run(executor.evaluate(timed(task), "def solve(): 1"))
    executor.close()
    with Store(tmp_path / "run.db") as store, pytest.raises(UserError, match="its score is a time"):
        run(Engine(store, FakeEvaluator(), tweaker(), Best()).run([Search(timed(task), 0, 3, seed_program)]))


@TWO_CORES
def test_slow_timing_does_not_hold_up_ordinary_work(task: Task, tmp_path: Path) -> None:
    release = threading.Event()

    class Slow(Watching):
        def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
            if lane(task) == "timing":
                release.wait(30)
            return super().evaluate(task, source)

    async def mixed(judge: Judge) -> None:
        live = lambda task: type("L", (), {"search": Search(task, 0, 1, ""), "seen": lambda *a: None})()  # noqa: E731 # all that the judge reads
        waiting = [asyncio.create_task(judge.outcome(live(timed(task)), 1, f"def solve(): {n}")) for n in range(5)]
        for number in range(5):
            await judge.outcome(live(task), 1, f"def solve(): {number}")
        assert not any(one.done() for one in waiting)
        release.set()
        await asyncio.gather(*waiting)

    executor = Local().build(Setup(lambda workers, purpose: Slow(), 2, timing=True))
    try:
        with Store(tmp_path / "run.db") as store:
            run(mixed(Judge(executor, store, "free", 1, reuse=False)))
    finally:
        release.set()
        executor.close()


# --- the team ------------------------------------------------------------------------------------------------------------------


@dataclass
class Hands:
    """A crew that does with each claim what `act` says: answers, dies, or keeps silent."""

    act: Callable[[Hands, str, Claim], None]
    slots: int = 2
    workers: int = 2
    sent: list[tuple[str, Claim]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    held: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    count: int = 0

    def start(self, team: Team) -> None:
        self.team = team
        for _ in range(self.workers):
            self.hire()

    def hire(self) -> None:
        self.count += 1
        self.held[f"w{self.count}"] = set()
        self.team.join(f"w{self.count}", {"ordinary": self.slots})

    def send(self, owner: str, claim: Claim) -> None:
        self.sent.append((owner, claim))
        self.held[owner].add(claim.held)
        asyncio.get_running_loop().call_soon(self.act, self, owner, claim)

    def answer(self, owner: str, claim: Claim, outcome: Any = None) -> None:
        self.held[owner].discard(claim.held)
        self.team.result(owner, claim.held, outcome or FakeEvaluator(invalid=0).evaluate(claim.task, claim.source))

    def die(self, owner: str) -> None:
        self.held[owner] = set()
        self.team.leave(owner, "killed")
        self.hire()

    def ask(self, owner: str) -> None:
        if owner not in self.silent:
            asyncio.get_running_loop().call_soon(self.team.beat, owner, frozenset(self.held[owner]))

    def end(self, owner: str) -> None:
        self.ended.append(owner)
        asyncio.get_running_loop().call_soon(self.hire)

    def close(self) -> None: ...


def team(hands: Hands, lease_s: float = 60.0) -> tuple[Team, list[tuple[str, Any]]]:
    audits: list[tuple[str, Any]] = []
    made = Team(
        hands, "fake", {"ordinary": hands.slots * hands.workers}, lease_s=lease_s, audit=lambda kind, data: audits.append((kind, data))
    )
    return made, audits


async def all_of(team: Team, task: Task, sources: Sequence[str]) -> list[Any]:
    return await asyncio.gather(*(team.evaluate(task, source) for source in sources), return_exceptions=True)


def test_a_program_that_kills_its_worker_three_times_is_given_up(task: Task) -> None:
    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if "kill" in claim.source:
            hands.die(owner)
        elif claim.held in hands.held[owner]:
            hands.answer(owner, claim)

    hands = Hands(act)
    found, audits = team(hands)
    sources = ["def solve(): kill", *(f"def solve(): {n}" for n in range(6))]
    outcomes = run(all_of(found, task, sources))
    assert isinstance(outcomes[0], WorkerLost)
    assert "3 times (killed)" in str(outcomes[0])
    assert all(outcome.ok for outcome in outcomes[1:])
    tries = [claim.number for _, claim in hands.sent if "kill" in claim.source]
    assert tries == [1, 2, 3]
    assert [kind for kind, _ in audits].count("lost") >= 3


def test_a_second_try_is_made_alone(task: Task) -> None:
    beside: list[int] = []

    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if claim.held not in hands.held[owner]:
            return
        if claim.number > 1:
            beside.append(len(hands.held[owner]))
        if "kill" in claim.source:
            hands.die(owner)
        else:
            asyncio.get_running_loop().call_later(0.001, lambda: claim.held in hands.held[owner] and hands.answer(owner, claim))

    hands = Hands(act, slots=4)
    found, _ = team(hands)
    outcomes = run(all_of(found, task, ["def solve(): kill", *(f"def solve(): {n}" for n in range(20))]))
    assert isinstance(outcomes[0], WorkerLost)
    assert all(outcome.ok for outcome in outcomes[1:])  # its neighbours of the first try among them
    assert set(beside) == {1}


def test_late_and_repeated_results_are_noted_and_not_believed(task: Task) -> None:
    wrong = Outcome(Status.OK, score=1e9)

    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if claim.number == 1:
            hands.die(owner)
            hands.answer(owner, claim, wrong)
        else:
            hands.answer(owner, claim)
            hands.answer(owner, claim, wrong)

    found, audits = team(Hands(act))
    (outcome,) = run(all_of(found, task, ["def solve(): 1"]))
    assert outcome.score < 1
    late = [data for kind, data in audits if kind == "late"]
    assert [(data["number"], data["score"]) for data in late] == [(1, 1e9), (2, 1e9)]


def test_a_silent_worker_is_ended_and_its_work_done_elsewhere(task: Task) -> None:
    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if owner == "w1":
            hands.silent.add(owner)
        else:
            hands.answer(owner, claim)

    hands = Hands(act)
    found, audits = team(hands, lease_s=0.03)
    outcomes = run(all_of(found, task, [f"def solve(): {n}" for n in range(4)]))
    assert all(outcome.ok for outcome in outcomes)
    assert hands.ended == ["w1"]
    assert {data["reason"] for kind, data in audits if kind == "lost"} == {"no sign of life"}


def test_a_claim_that_never_arrived_goes_out_again_and_its_worker_stays(task: Task) -> None:
    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if claim.number == 1:
            hands.held[owner].discard(claim.held)
        else:
            hands.answer(owner, claim)

    hands = Hands(act, slots=1, workers=1)
    found, _ = team(hands, lease_s=0.03)
    (outcome,) = run(all_of(found, task, ["def solve(): 1"]))
    assert outcome.ok
    assert hands.ended == []


def test_when_nothing_but_losses_comes_it_is_the_machine(task: Task) -> None:
    found, _ = team(Hands(lambda hands, owner, claim: hands.die(owner) if claim.held in hands.held[owner] else None, slots=1))
    outcomes = run(all_of(found, task, [f"def solve(): {n}" for n in range(40)]))
    assert sum(isinstance(outcome, WorkerLost) for outcome in outcomes) <= MAX_LOSSES // 3
    assert all(isinstance(outcome, InfrastructureError) for outcome in outcomes)
    assert "in a row lost their worker" in str(outcomes[-1])
    with pytest.raises(InfrastructureError, match="in a row"):
        run(found.evaluate(task, "def solve(): 1"))


def test_a_team_belongs_to_one_loop(task: Task) -> None:
    found, _ = team(Hands(lambda hands, owner, claim: hands.answer(owner, claim)))
    assert run(found.evaluate(task, "def solve(): 1")).ok
    with pytest.raises(RuntimeError, match="one event loop"):
        run(found.evaluate(task, "def solve(): 2"))


def test_the_workers_failure_is_passed_on(task: Task) -> None:
    hands = Hands(lambda hands, owner, claim: hands.answer(owner, claim, InfrastructureError("no memory")))
    (error,) = run(all_of(team(hands)[0], task, ["def solve(): 1"]))
    assert isinstance(error, InfrastructureError)
    assert "no memory" in str(error)


@pytest.mark.parametrize("at", ["seed", "child"])
def test_a_lost_program_is_a_crash_but_a_lost_seed_program_is_the_machines_failure(
    tmp_path: Path, tweaker: Any, task: Task, seed_program: str, at: str
) -> None:
    def act(hands: Hands, owner: str, claim: Claim) -> None:
        if (claim.source == seed_program) == (at == "seed") and claim.held in hands.held[owner]:
            hands.die(owner)
        elif claim.held in hands.held[owner]:
            hands.answer(owner, claim)

    def search(store: Store, hands: Hands) -> Any:
        engine = Engine(store, team(hands)[0], tweaker(nonsense=0.0), Best(), flow=Flow(window=1))
        return run(engine.run([Search(task, 0, 3, seed_program)]))

    with Store(tmp_path / "run.db") as store:
        if at == "seed":
            with pytest.raises(InfrastructureError, match="3 times"):
                search(store, Hands(act))
            assert list(store.attempts()) == []
            assert search(store, Hands(lambda hands, owner, claim: hands.answer(owner, claim))).attempts == 3
        else:
            assert search(store, Hands(act)).attempts == 3
            statuses = [a.outcome.status for a in store.attempts() if a.outcome]
            assert statuses == [Status.OK, Status.CRASH, Status.CRASH, Status.CRASH]


# --- rules for clusters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
def test_loopback(host: str) -> None:
    assert loopback(host)
    permitted(f"{host}:6379", {})


@pytest.mark.parametrize("host", ["10.0.0.7", "0.0.0.0", "192.168.1.2", "head.cluster", "128.0.0.1", "localhost.evil.org", "[fe80::1]"])
def test_elsewhere_only_with_a_token(host: str) -> None:
    assert not loopback(host)
    for without in ({}, {"RAY_AUTH_MODE": "disabled"}, {"RAY_AUTH_TOKEN": "x"}):
        with pytest.raises(UserError, match="RAY_AUTH_MODE=token"):
            permitted(f"{host}:6379", without)
    permitted(f"{host}:6379", {"RAY_AUTH_MODE": "token"})


@pytest.mark.parametrize("address", ["auto", "127.0.0.1", "ray://127.0.0.1:10001", "127.0.0.1:", ":6379", "local"])
def test_an_address_is_host_and_port(address: str) -> None:
    with pytest.raises(UserError, match="host:port"):
        permitted(address, {"RAY_AUTH_MODE": "token"})


def test_the_environment_is_emptied_and_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    before = dict(os.environ)
    inside: dict[str, str] = {}

    def fail() -> None:
        with environment({"RAY_AUTH_MODE": "token"}):
            inside.update(os.environ)
            os.environ["LEFT"] = "over"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert "canary" not in inside.values()
    assert (inside["PATH"], inside["RAY_AUTH_MODE"]) == (before["PATH"], "token")
    assert dict(os.environ) == before


def test_without_ray_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UserError, match=r"pip install 'eft\[ray\]'"):
        Cluster("", 1)


@pytest.mark.parametrize("settings", [{"agents": -1}, {"workers": 0}, {"lease_s": 0.0}])
def test_settings_of_ray_are_checked(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least"):
        entry_class(FOLDER, "ray")(**settings)
