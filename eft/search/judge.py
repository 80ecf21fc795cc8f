"""Verdicts for the engine: asked of an executor, never twice for one program, repeated when the machine spoilt them."""

from __future__ import annotations

import asyncio
from types import TracebackType

from eft.search.attempts import overdue
from eft.search.executors._protocol import Executor, Lane, WorkerLost, lane
from eft.search.executors._threads import over
from eft.search.live import Live
from eft.search.plan import Order
from eft.search.store import Store
from eft.types import Attempt, Evaluator, InfrastructureError, Outcome, Status, Task, content_id

MAX_INFRA = 3  # evaluations of one program that the machine may spoil; then it is a timeout


class Judge:
    """Asks the executor, at most `workers` times at once. `waiting`: programs whose verdict is due (the engine's back-pressure)."""

    def __init__(self, evaluator: Evaluator | Executor, store: Store, order: Order, workers: int, *, reuse: bool) -> None:
        """evaluator: runs in `workers` threads; an executor brings its own and is closed by whoever opened it."""
        self.waiting = 0
        self._evaluator, self._store, self._strict, self._reuse = evaluator, store, order == "strict", reuse
        self._borrowed = isinstance(evaluator, Executor)
        self._executor = evaluator if isinstance(evaluator, Executor) else over(evaluator, workers)
        lanes: tuple[Lane, ...] = ("ordinary", "timing")
        self._slots = {lane: asyncio.Semaphore(max(1, self._executor.slots(lane))) for lane in lanes}
        self.workers = sum(self._executor.slots(lane) for lane in lanes)
        self._abandoned = False
        self._seen: dict[tuple[str, str], tuple[str, int]] = {}
        self._due: dict[tuple[str, str], tuple[str, asyncio.Future[Outcome]]] = {}

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._borrowed:
            self._executor.close()

    def abandon(self) -> None:
        """Begin no evaluation any more; those that wait are cancelled (their replies are on the disk), those that run finish."""
        self._abandoned = True

    def remember(self, attempt: Attempt) -> None:
        """Take note of a committed verdict, so that other searches of the task may use it (order `free`)."""
        if attempt.child is not None and self._reuse and not self._strict:
            self._seen.setdefault((attempt.task, attempt.child), (attempt.search, attempt.index))
            self._due.pop((attempt.task, attempt.child), None)

    async def outcome(self, live: Live, index: int, source: str) -> tuple[Outcome, str]:
        """The verdict, and the attempt from which it was taken if the program was judged before.

        Raises InfrastructureError when the machine fails again and again.
        """
        program = content_id(source)
        if self._reuse and (known := self._known(live, index, program)) is not None:
            return known
        self.waiting += 1
        try:
            if self._reuse and not self._strict:
                return await self._shared(live, index, program, source)
            return await self._own(live, index, source), ""
        finally:
            self.waiting -= 1

    async def _shared(self, live: Live, index: int, program: str, source: str) -> tuple[Outcome, str]:
        """One evaluation for all searches of a task that come upon a program before its verdict is on the disk."""
        key = (live.search.task.id, program)
        if key in self._due:
            first, verdict = self._due[key]
            return await asyncio.shield(verdict), first
        verdict = asyncio.get_running_loop().create_future()
        self._due[key] = (f"{live.search.name}#{index}", verdict)
        try:
            outcome = await self._own(live, index, source)
        except BaseException:  # cancelled too; it is raised on
            del self._due[key]
            verdict.cancel()  # whoever shared it stops as this one does
            raise
        verdict.set_result(outcome)
        return outcome, ""

    async def _own(self, live: Live, index: int, source: str) -> Outcome:
        try:
            return await self._evaluate(live.search.task, source)
        except WorkerLost as error:
            if index == 0:  # a verdict on the seed program would end the search for good
                raise
            return Outcome(Status.CRASH, reason=str(error), feedback=f"crash: {error}", profile=self._evaluator.profile)

    async def _evaluate(self, task: Task, source: str) -> Outcome:
        for left in reversed(range(MAX_INFRA)):
            try:
                async with self._slots[lane(task)]:
                    if self._abandoned:
                        raise asyncio.CancelledError
                    outcome = await self._executor.evaluate(task, source)
            except InfrastructureError as error:
                if left == 0 or isinstance(error, WorkerLost):
                    raise
            else:
                if outcome.status is not Status.INFRA:
                    return outcome
        return overdue(outcome)

    def _known(self, live: Live, index: int, program: str) -> tuple[Outcome, str] | None:
        """In strict order only what the same search knew when the attempt was planned: nothing may depend on timing."""
        if self._strict:
            found = live.seen(program, index)
            place = None if found is None else (live.search.name, found)
        else:
            place = self._seen.get((live.search.task.id, program))
        attempt = None if place is None else self._store.attempt(*place)
        if attempt is None or attempt.outcome is None or not self._same(live, attempt.outcome):
            return None
        return attempt.outcome, attempt.id

    def _same(self, live: Live, outcome: Outcome) -> bool:
        """Whether the evaluator would judge now as it did then: profile, sandbox and code are those of the verdict."""
        return (outcome.profile, outcome.evaluator) == (self._evaluator.profile, self._evaluator.version(live.search.task))
