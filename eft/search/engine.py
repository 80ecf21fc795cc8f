"""The engine: many searches at once, one backend, one evaluator, one store.

    streams ask the searches for work → one `generate` call per batch → edits applied → evaluation by the executor
        → committed by the store → only then applied to tree and archive, which makes room for new work

Everything in flight is bounded: by `window` per search, by `streams` × `batch` model calls, and by evaluation, which holds generation
back when it falls behind.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from eft.search.archives._protocol import Archive
from eft.search.attempts import Parsed, clean, failed, judged, parse, request, seed_attempt
from eft.search.budget import Budget, Meter, StopReason
from eft.search.executors._protocol import Executor
from eft.search.judge import Judge
from eft.search.live import Live, Work
from eft.search.plan import Order, Planner, Prompting, Search
from eft.search.store import Store
from eft.search.summary import Summary, summarise
from eft.types import Attempt, Backend, Evaluator, InfrastructureError, Reply, Space, Task, UserError

MAX_BACKEND_ERRORS = 20  # in a row; then the run stops and can be resumed


@dataclass(frozen=True)
class Flow:
    """How much happens at once. order: `free` (throughput) or `strict` (same history whatever the timing).

    window: attempts of one search in flight (in strict order part of the result). batch: requests per `generate` call.
    streams: such calls at a time. workers: evaluations at a time, if no executor is given that brings its own. reuse: a program judged
    before is not judged again.
    """

    order: Order = "free"
    window: int = 4
    batch: int = 16
    streams: int = 2
    workers: int = 2
    reuse: bool = True

    def __post_init__(self) -> None:
        if min(self.window, self.batch, self.streams, self.workers) < 1:
            raise ValueError("window, batch, streams and workers: at least 1")


OnAttempt = Callable[[Attempt, Live, bool], None]


class Engine:
    """Runs searches to their budgets; stops cleanly; continues where the store ends. One use per object."""

    def __init__(
        self,
        store: Store,
        evaluator: Evaluator | Executor,
        backend: Backend,
        archive: Archive,
        *,
        flow: Flow | None = None,
        prompting: Prompting | None = None,
        budget: Budget | None = None,
        target: float | None = None,
        space: Callable[[Task], Space | None] = lambda task: None,
        on_attempt: OnAttempt | None = None,
    ) -> None:
        """target: score at which a search ends early. space: the search view named in prompts. on_attempt(attempt, its search, new best)."""
        self._store, self._evaluator, self._backend, self._archive = store, evaluator, backend, archive
        self._flow, self._prompting, self._target, self._space = flow or Flow(), prompting or Prompting(), target, space
        self._on_attempt: OnAttempt = on_attempt or (lambda attempt, live, best: None)
        self._meter = Meter(budget or Budget())
        self._ready: deque[Live] = deque()
        self._second: deque[Work] = deque()
        self._stop_reason: StopReason | None = None
        self._error: BaseException | None = None
        self._backend_errors = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._generating: set[asyncio.Task[None]] = set()

    def stop(self, reason: StopReason = "interrupted") -> None:
        """Plan nothing new and return once what is under way has landed. Called in the loop's thread; the run can be resumed.

        `interrupted` and `seconds` do not wait for model calls and for evaluations that have not begun.
        """
        self._stop_reason = self._stop_reason or reason
        if reason == "interrupted":
            self._store.stop_waiting()  # for room on the disk
        if reason in ("interrupted", "seconds"):
            self._judging.abandon()
            for task in self._generating:
                task.cancel()
        self._changed.set()

    async def run_interruptible(self, searches: Sequence[Search]) -> Summary:
        """`run` that a first SIGINT or SIGTERM stops cleanly; a second one kills, which loses nothing either. Main thread only."""
        loop = asyncio.get_running_loop()

        def interrupt(number: int) -> None:
            loop.remove_signal_handler(number)
            self.stop("interrupted")

        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, interrupt, number)
        try:
            return await self.run(searches)
        except InfrastructureError as error:
            if self._stop_reason == "interrupted" and self._store.waited:
                raise KeyboardInterrupt from error  # while there was no room on the disk: a clean stop as any other
            raise
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    async def run(self, searches: Sequence[Search]) -> Summary:
        """Bring every search to its budget, or until a limit of the run is reached.

        Raises InfrastructureError (machine or backend failed for good) and UserError; what was acknowledged is safe in both cases.
        """
        self._loop = asyncio.get_running_loop()
        self._changed, self._commits = asyncio.Event(), asyncio.Queue[tuple[Live, Attempt, str | None, "Future[None]"]]()
        with Judge(self._evaluator, self._store, self._flow.order, self._flow.workers, reuse=self._flow.reuse) as self._judging:
            await asyncio.wrap_future(self._store.event("start", {"searches": len(searches)}))
            with _no_collection():
                self._lives = [self._open(search) for search in searches]
                self._meter.earlier_s = self._store.worked_s()
                self._meter.tokens, self._meter.cost_usd = self._store.usage()
            self._active = {live.search.name for live in self._lives if not live.done}
            self._stop_reason = self._stop_reason or self._meter.exceeded  # spent by an earlier session: not one call more
            await self._work()
        reason = self._stop_reason or self._natural_reason()
        await asyncio.wrap_future(self._store.event("stop", {"reason": reason, "seconds": self._meter.seconds}))
        return summarise(self._lives, reason, self._meter)

    def _open(self, search: Search) -> Live:
        self._store.add_search(search.name, search.task.id, search.seed, search.initial)
        planner = Planner(search, self._prompting, self._store, self._space)
        live = Live(planner, self._archive, self._flow.order, self._flow.window, self._target)
        live.replay(self._store, self._judging.remember)
        self._offer(live)
        return live

    async def _work(self) -> None:
        """Start everything, wait for the streams to run dry, then let what is in flight land."""
        timer = None
        if (left := self._meter.left_s) is not None:
            timer = self._loop.call_later(left, self.stop, "seconds")
        committer = asyncio.create_task(self._follow_commits())
        committer.add_done_callback(self._landed)
        for lives in self._unjudged().values():
            self._spawn(self._judge_seeds(lives))
        streams = [self._spawn(self._stream()) for _ in range(self._flow.streams)]
        try:
            await asyncio.gather(*streams, return_exceptions=True)
            while self._tasks:
                await asyncio.wait(self._tasks)
            if self._error is None:
                joined = asyncio.create_task(self._commits.join())
                await asyncio.wait({joined, committer}, return_when=asyncio.FIRST_COMPLETED)
                joined.cancel()
        finally:
            if timer is not None:
                timer.cancel()
            for task in (*self._tasks, *self._generating, committer):
                task.cancel()
        if self._error is not None:
            raise self._error

    # --- tasks -----------------------------------------------------------------------------------------------------------

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._landed)
        return task

    def _landed(self, task: asyncio.Task[None]) -> None:
        """The first failure ends the run; the others only follow from it."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and self._error is None:
            self._error = error
            self._stop_reason = self._stop_reason or "interrupted"  # calls under way are paid for: their answers are still recorded
        self._changed.set()

    # --- generation ------------------------------------------------------------------------------------------------------

    async def _stream(self) -> None:
        """One generation at a time until nothing is left."""
        while not self._finished():
            if not (batch := self._take()):
                self._changed.clear()
                await self._changed.wait()
                continue
            task = asyncio.create_task(self._generate(batch))
            self._generating.add(task)
            try:
                await asyncio.wait({task})
            finally:
                self._generating.discard(task)
            if not task.cancelled():
                task.result()
        self._changed.set()

    def _finished(self) -> bool:
        return self._stop_reason is not None or not self._active

    def _take(self) -> list[Work]:
        """Up to a batch of work, one piece per search in turn; nothing while evaluation is behind."""
        batch: list[Work] = []
        if self._judging.waiting >= self._flow.batch + 2 * self._judging.workers:
            return batch
        while self._second and len(batch) < self._flow.batch:
            batch.append(self._second.popleft())
        while self._ready and len(batch) < self._flow.batch:
            live = self._ready.popleft()
            live.queued = False
            if live.ready():
                batch.append(live.take())
            self._offer(live)
        return batch

    def _offer(self, live: Live) -> None:
        """Put a search into the queue of those that have work."""
        if not live.queued and live.ready():
            live.queued = True
            self._ready.append(live)

    async def _generate(self, batch: Sequence[Work]) -> None:
        """Intent, call, raw answer: in this order on the disk. Replies that an earlier session received are not asked for again."""
        asked = []
        for work in batch:
            if (reply := work.live.answer(work)) is not None:
                self._receive(work, reply)
            else:
                asked.append(work)
        if not asked:
            return
        await _all(self._store.intend(w.live.search.name, w.plan.index, w.turn, w.messages, w.plan.plain()) for w in asked)
        begin = time.monotonic()
        for work in asked:
            work.started = work.started or time.time()
        replies = await self._backend.generate([request(work, self._prompting) for work in asked])
        each_s = (time.monotonic() - begin) / len(asked)
        if len(replies) != len(asked):
            raise InfrastructureError(f"backend {self._backend.model}: {len(replies)} replies to {len(asked)} requests")
        for work, reply in zip(asked, map(clean, replies), strict=True):
            work.generate_s += reply.seconds or each_s
            self._store.answer(work.live.search.name, work.plan.index, work.turn, reply)
            self._meter.charge(reply)
            self._receive(work, reply)
        self._watch(replies)
        if exceeded := self._meter.exceeded:
            self.stop(exceeded)

    def _watch(self, replies: Sequence[Reply]) -> None:
        """A backend that only fails would burn the whole budget of attempts."""
        for reply in replies:
            self._backend_errors = self._backend_errors + 1 if reply.finish == "error" else 0
        if self._backend_errors >= MAX_BACKEND_ERRORS:
            raise InfrastructureError(f"backend {self._backend.model}: {replies[-1].error} ({self._backend_errors} times in a row)")

    def _receive(self, work: Work, reply: Reply) -> None:
        """A reply becomes a failure, a second turn, or a child to judge."""
        work.tokens_in += reply.tokens_in
        work.tokens_out += reply.tokens_out
        work.cost_usd += reply.cost_usd
        parsed = parse(work, reply, self._store)
        if isinstance(parsed, Work):
            self._second.append(parsed)
            self._changed.set()
        elif parsed.failure:
            self._commit(work.live, failed(work, reply, parsed, self._backend.model), None)
        else:
            self._spawn(self._judge(work, reply, parsed))

    # --- evaluation ------------------------------------------------------------------------------------------------------

    async def _judge(self, work: Work, reply: Reply, parsed: Parsed) -> None:
        outcome, cached = await self._judging.outcome(work.live, work.plan.index, parsed.source)
        self._commit(work.live, judged(work, reply, parsed, outcome, cached, self._backend.model), parsed.source)

    def _unjudged(self) -> dict[tuple[str, str], list[Live]]:
        """Searches whose seed program has no verdict yet, by task and program."""
        found: dict[tuple[str, str], list[Live]] = {}
        for live in self._lives:
            if not live.started and not live.dead:
                found.setdefault((live.search.task.id, live.search.initial), []).append(live)
        return found

    async def _judge_seeds(self, lives: Sequence[Live]) -> None:
        """One verdict serves all searches that start from the same program."""
        first = lives[0]
        outcome, cached = await self._judging.outcome(first, 0, first.search.initial)
        for live in lives:
            if self._stop_reason is None:
                self._commit(live, seed_attempt(live.search, outcome, cached), live.search.initial)
                cached = cached or f"{first.search.name}#0"

    # --- results ---------------------------------------------------------------------------------------------------------

    def _commit(self, live: Live, attempt: Attempt, source: str | None) -> None:
        for ready, text in live.finish(attempt, source):
            self._commits.put_nowait((live, ready, text, self._store.append(ready, text)))

    async def _follow_commits(self) -> None:
        """Apply attempts in the order in which they were committed, each after the disk has it."""
        while True:
            live, attempt, source, acknowledged = await self._commits.get()
            await asyncio.wrap_future(acknowledged)
            best = live.apply(attempt, source)
            self._judging.remember(attempt)
            self._offer(live)
            if live.done:
                self._active.discard(live.search.name)
            self._changed.set()
            self._on_attempt(attempt, live, best)
            self._commits.task_done()

    def _natural_reason(self) -> StopReason:
        if all(live.dead for live in self._lives):
            raise UserError(f"{self._lives[0].search.task.id}: {self._lives[0].dead}; a search needs a valid initial program")
        return "target" if all(live.reached for live in self._lives if not live.dead) else "attempts"


@contextmanager
def _no_collection() -> Iterator[None]:
    """A replay makes records by the hundred thousand and no cycles that it drops: looking for some again and again finds nothing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


async def _all(futures: Iterable[Future[None]]) -> None:
    pending: list[Awaitable[None]] = [asyncio.wrap_future(future) for future in futures]
    await asyncio.gather(*pending)
