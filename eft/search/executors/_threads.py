"""Evaluations in threads of this process: one pool for ordinary work, one thread on cores of its own for timing."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from eft.search.executors._cores import Confinement, Cores, Split
from eft.search.executors._protocol import Lane, Purpose, Recipe, lane
from eft.types import Evaluator, Outcome, Task, UserError


class _Pool:
    """Threads and the evaluators that they share, one per purpose. `cores`: where they, and all that they start, may run."""

    def __init__(self, recipe: Recipe, workers: int, name: str, cores: Cores | None) -> None:
        self.workers = workers
        self._recipe, self._made, self._lock = recipe, dict[Purpose, Evaluator](), threading.Lock()
        place = (lambda: None) if cores is None else (lambda: os.sched_setaffinity(0, cores))
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix=f"eft-{name}", initializer=place)

    def evaluator(self, purpose: Purpose) -> Evaluator:
        """Made when first needed, in the thread that needs it."""
        with self._lock:
            if purpose not in self._made:
                self._made[purpose] = self._recipe(self.workers, purpose)
            return self._made[purpose]

    def judge(self, task: Task, source: str, purpose: Purpose) -> Outcome:
        return self.evaluator(purpose).evaluate(task, source)

    def close(self, *, evaluators: bool) -> None:
        self.threads.shutdown(cancel_futures=True)
        for evaluator in self._made.values() if evaluators else ():
            evaluator.close()


class Threads:
    """An executor whose evaluators live in this process."""

    def __init__(self, recipe: Recipe, workers: int, cores: Split | None = None, *, timing: bool = True, owned: bool = True) -> None:
        """cores: some are set aside, and `timing`: here is the lane that uses them; None: nobody is moved, and there is no such lane.

        owned: `close` ends the evaluators too.
        """
        self._owned = owned
        self._confinement = None if cores is None else Confinement(cores.ordinary)
        self._pools: dict[Lane, _Pool] = {"ordinary": _Pool(recipe, workers, "evaluate", None if cores is None else cores.ordinary)}
        if cores is not None and timing:
            self._pools["timing"] = _Pool(recipe, 1, "time", cores.timing)
        self._first = self._pools["ordinary"].evaluator("search")

    @property
    def profile(self) -> str:
        """That of the evaluators."""
        return self._first.profile

    def version(self, task: Task) -> str:
        """That of the evaluators."""
        return self._first.version(task)

    def slots(self, lane: Lane) -> int:
        """Threads of a lane."""
        return self._pools[lane].workers if lane in self._pools else 0

    async def evaluate(self, task: Task, source: str, purpose: Purpose = "search") -> Outcome:
        """The verdict, from the first free thread of the task's lane. UserError if there is no such lane."""
        place = lane(task)
        if place not in self._pools:
            raise UserError(f"{task.id}: its score is a time, and no cores are set aside for that here; use `eft evolve`")
        pool = self._pools[place]
        return await asyncio.get_running_loop().run_in_executor(pool.threads, pool.judge, task, source, purpose)

    def close(self) -> None:
        """End threads and evaluators; waits for what runs."""
        for pool in self._pools.values():
            pool.close(evaluators=self._owned)
        if self._confinement is not None:
            self._confinement.release()


def over(evaluator: Evaluator, workers: int) -> Threads:
    """Threads over one evaluator that somebody else opened and will close; whatever the purpose, it is this one."""
    return Threads(lambda count, purpose: evaluator, workers, owned=False)
