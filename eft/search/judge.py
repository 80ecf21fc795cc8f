"""Verdicts for the engine: evaluations in threads, never twice for one program, repeated when the machine spoilt them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from eft.search.attempts import overdue
from eft.search.live import Live
from eft.search.plan import Order
from eft.search.store import Store
from eft.types import Attempt, Evaluator, InfrastructureError, Outcome, Status, content_id

MAX_INFRA = 3  # evaluations of one program that the machine may spoil; then it is a timeout


class Judge:
    """Asks the evaluator, at most `workers` times at once. `waiting`: programs whose verdict is due (the engine's back-pressure)."""

    def __init__(self, evaluator: Evaluator, store: Store, order: Order, workers: int, *, reuse: bool) -> None:
        self.waiting = 0
        self._evaluator, self._store, self._strict, self._reuse = evaluator, store, order == "strict", reuse
        self._slots, self._abandoned = asyncio.Semaphore(workers), False
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="eft-evaluate")
        self._seen: dict[tuple[str, str], tuple[str, int]] = {}

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def abandon(self) -> None:
        """Begin no evaluation any more; those that wait are cancelled (their replies are on the disk), those that run finish."""
        self._abandoned = True

    def remember(self, attempt: Attempt) -> None:
        """Take note of a committed verdict, so that other searches of the task may use it (order `free`)."""
        if attempt.child is not None and self._reuse and not self._strict:
            self._seen.setdefault((attempt.task, attempt.child), (attempt.search, attempt.index))

    async def outcome(self, live: Live, index: int, source: str) -> tuple[Outcome, str]:
        """The verdict, and the attempt from which it was taken if the program was judged before.

        Raises InfrastructureError when the machine fails again and again.
        """
        if self._reuse and (known := self._known(live, index, content_id(source))) is not None:
            return known
        self.waiting += 1
        try:
            return await self._evaluate(live, source), ""
        finally:
            self.waiting -= 1

    async def _evaluate(self, live: Live, source: str) -> Outcome:
        loop = asyncio.get_running_loop()
        for left in reversed(range(MAX_INFRA)):
            try:
                async with self._slots:
                    if self._abandoned:
                        raise asyncio.CancelledError
                    outcome = await loop.run_in_executor(self._pool, self._evaluator.evaluate, live.search.task, source)
            except InfrastructureError:
                if left == 0:
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
