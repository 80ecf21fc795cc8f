"""An executor over workers that may die, fall silent, and say things twice or too late: jobs go out under leases (`leases`).

Whatever carries the messages is a `Crew`: it may lose, repeat and delay them. A job whose lease is lost goes out again under the next
number, and from then on alone on its worker, so that a program that kills workers takes no neighbours along. The third loss is the
last. All methods belong to the event loop; nothing here waits.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from eft.search.executors._protocol import Audit, Lane, Purpose, Version, WorkerLost, lane
from eft.search.leases import TRIES, Held, Leases
from eft.types import InfrastructureError, Outcome, Task

MAX_LOSSES = 20  # leases lost in a row without one verdict: then it is not the programs that kill workers


@dataclass(frozen=True, slots=True)
class Claim:
    """One job on its way to one worker."""

    job: int
    number: int
    task: Task
    source: str
    purpose: Purpose

    @property
    def held(self) -> Held:
        return self.job, self.number


class Crew(Protocol):
    """The workers, wherever they are. None of its methods waits or calls back before it returns."""

    def start(self, team: Team) -> None:
        """Say who is there (`team.join`), now and later."""
        ...

    def send(self, owner: str, claim: Claim) -> None:
        """Carry a claim to a worker, whose answer is `team.result`."""
        ...

    def ask(self, owner: str) -> None:
        """Ask a worker for a sign of life, which is `team.beat`."""
        ...

    def end(self, owner: str) -> None:
        """A worker has fallen silent: end it, and get another (`team.join`) if that is possible (`team.fail` if it never will be)."""
        ...

    def close(self) -> None: ...


@dataclass
class _Job:
    task: Task
    source: str
    purpose: Purpose
    lane: Lane
    future: asyncio.Future[Outcome]
    losses: list[str] = field(default_factory=list)


@dataclass
class _Worker:
    """holding: what it is believed to work on. silent_ticks: questions since its last sign of life. alone: a job that it shares with none."""

    slots: Mapping[Lane, int]
    holding: dict[Held, Lane] = field(default_factory=dict)
    silent_ticks: int = 0
    alone: Held | None = None


class Team:
    """Hands jobs to workers and takes their answers. `ticks` of a third of a lease drive it while jobs are out."""

    def __init__(
        self,
        crew: Crew,
        profile: str,
        slots: Mapping[Lane, int],
        *,
        lease_s: float,
        audit: Audit,
        version: Version = lambda task: "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """slots: of the whole team, when nobody is missing. audit: gets `lost` leases and `late` results. clock: monotonic seconds."""
        self.profile, self.version = profile, version
        self._crew, self._slots, self._audit, self._clock = crew, slots, audit, clock
        self._leases = Leases(lease_s)
        self._workers: dict[str, _Worker] = {}
        self._jobs: dict[int, _Job] = {}
        self._queue: deque[int] = deque()
        self._last = self._losses = 0
        self._timer: asyncio.TimerHandle | None = None
        self._failure: InfrastructureError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    # --- for the judge -----------------------------------------------------------------------------------------------------

    def slots(self, lane: Lane) -> int:
        """Evaluations at a time of all workers together."""
        return self._slots.get(lane, 0)

    async def evaluate(self, task: Task, source: str, purpose: Purpose = "search") -> Outcome:
        """The verdict. WorkerLost after three lost workers; InfrastructureError as the worker says, or if there will be no workers."""
        if self._failure is not None:
            raise self._failure
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            self._crew.start(self)
        elif self._loop is not loop:
            raise RuntimeError("an executor belongs to one event loop")
        self._last = job = self._last + 1
        entry = self._jobs[job] = _Job(task, source, purpose, lane(task), loop.create_future())
        self._leases.open(job)
        self._queue.append(job)
        self._assign()
        self._wind()
        try:
            return await entry.future
        finally:
            self._jobs.pop(job, None)
            self._leases.close(job)

    def close(self) -> None:
        """End the workers."""
        if self._timer is not None:
            self._timer.cancel()
        self._crew.close()

    # --- for the crew ------------------------------------------------------------------------------------------------------

    def join(self, owner: str, slots: Mapping[Lane, int]) -> None:
        """A worker under a name that was never used before."""
        assert owner not in self._workers, owner
        self._workers[owner] = _Worker(slots)
        self._assign()

    def beat(self, owner: str, held: Collection[Held]) -> None:
        """A worker is alive and works on `held`."""
        if (worker := self._workers.get(owner)) is None:
            return
        worker.silent_ticks = 0
        self._leases.beat(owner, held)
        for one in [one for one in worker.holding if one not in held and not self._leases.current(*one)]:
            self._release(worker, one)  # withdrawn or lost on the way, and not there
        self._assign()

    def result(self, owner: str, held: Held, answer: Outcome | Exception) -> None:
        """What a worker says of a claim. Counts once, and only for the number that is out."""
        job, number = held
        self._losses = 0
        if (worker := self._workers.get(owner)) is not None:
            worker.silent_ticks = 0
            self._release(worker, held)
        if not self._leases.settle(job, number):
            said = {"status": answer.status.value, "score": answer.score} if isinstance(answer, Outcome) else {"error": str(answer)[:300]}
            self._audit("late", {"job": job, "number": number, "owner": owner, **said})
        elif (entry := self._jobs.get(job)) is not None and not entry.future.done():
            if isinstance(answer, Outcome):
                entry.future.set_result(answer)
            else:
                entry.future.set_exception(answer)
        self._assign()

    def leave(self, owner: str, reason: str) -> None:
        """A worker is dead."""
        if self._workers.pop(owner, None) is not None:
            self._requeue(self._leases.lost(owner), owner, reason)

    def fail(self, reason: str) -> None:
        """There will be no workers any more: everything that waits fails."""
        self._failure = InfrastructureError(f"executor: {reason}")
        for entry in self._jobs.values():
            if not entry.future.done():
                entry.future.set_exception(self._failure)

    # --- inside --------------------------------------------------------------------------------------------------------------

    def _wind(self) -> None:
        if self._timer is None and self._jobs:
            self._timer = asyncio.get_running_loop().call_later(self._leases.lease_s / 3, self._tick)

    def _tick(self) -> None:
        """Time has passed: end who is silent, take back what has expired, ask everyone for a sign of life."""
        self._timer = None
        expired = self._leases.advance(self._clock())
        for owner, worker in list(self._workers.items()):
            if worker.silent_ticks >= 3:
                del self._workers[owner]
                self._crew.end(owner)
                expired += [job for job in self._leases.lost(owner) if job not in expired]
        self._requeue(expired, "", "no sign of life")
        for owner, worker in self._workers.items():
            worker.silent_ticks += 1
            self._crew.ask(owner)
        self._wind()

    def _requeue(self, jobs: Collection[int], owner: str, reason: str) -> None:
        """Free jobs go to the head of the queue; those that are used up end."""
        self._losses += len(jobs)
        for job in jobs:
            entry, number = self._jobs[job], self._leases.tried(job)
            entry.losses.append(reason)
            self._audit("lost", {"job": job, "number": number, "owner": owner, "reason": reason[:300]})
            if not self._leases.used_up(job):
                self._queue.appendleft(job)
            elif not entry.future.done():
                why = ", ".join(dict.fromkeys(entry.losses))
                entry.future.set_exception(WorkerLost(f"its worker was lost {TRIES} times ({why})"))
        if self._losses >= MAX_LOSSES:
            self.fail(f"{self._losses} evaluations in a row lost their worker ({reason})")
        self._assign()

    def _assign(self) -> None:
        """Hand out what can be handed out, oldest first; a job that lost a worker before waits for one that has nothing else to do."""
        waiting: deque[int] = deque()
        draining: set[str] = set()
        while self._queue:
            job = self._queue.popleft()
            if (entry := self._jobs.get(job)) is None or entry.future.done():
                continue
            owner = self._place(entry, draining)
            if owner is None:
                waiting.append(job)
            else:
                self._hand(job, entry, owner)
        self._queue = waiting

    def _place(self, entry: _Job, draining: set[str]) -> str | None:
        """The worker for a job, or None; a suspect marks the least busy one as its next place."""
        open_ = [
            (len(worker.holding), name)
            for name, worker in self._workers.items()
            if worker.alone is None and name not in draining and worker.slots.get(entry.lane, 0) > 0
        ]
        if not open_:
            return None
        if entry.losses:
            load, name = min(open_, key=lambda pair: pair[0])
            draining.add(name)
            return name if load == 0 else None
        free = [
            (load, name)
            for load, name in open_
            if sum(place == entry.lane for place in self._workers[name].holding.values()) < self._workers[name].slots[entry.lane]
        ]
        return min(free, key=lambda pair: pair[0])[1] if free else None

    def _hand(self, job: int, entry: _Job, owner: str) -> None:
        number, worker = self._leases.claim(job, owner), self._workers[owner]
        worker.holding[job, number] = entry.lane
        if entry.losses:
            worker.alone = (job, number)
        self._crew.send(owner, Claim(job, number, entry.task, entry.source, entry.purpose))

    def _release(self, worker: _Worker, held: Held) -> None:
        worker.holding.pop(held, None)
        if worker.alone == held:
            worker.alone = None
