"""The run itself: the engine with its backend and executor, a progress bar and curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from eft.evaluation.instances import space
from eft.evolution.judging import open_executor
from eft.log import Log, Progress
from eft.search.budget import Budget
from eft.search.engine import Engine, Flow
from eft.search.live import Live
from eft.search.plan import Search
from eft.search.store import Store
from eft.search.summary import Summary
from eft.types import Attempt, Space, Task

if TYPE_CHECKING:
    from eft.evolve import Settings


async def search(settings: Settings, searches: Sequence[Search], store: Store, *, quiet: bool) -> Summary:
    """Run the engine with a progress bar and TensorBoard curves; its summary."""
    total = len(searches) * settings.attempts
    async with AsyncExitStack() as opened:
        executor = open_executor(settings, (one.task for one in searches), store)
        opened.callback(executor.close)
        backend = settings.backend.build()
        opened.push_async_callback(backend.close)
        with Log(settings.out) as log, Progress("evolve", total, quiet=quiet) as progress:
            engine = Engine(
                store,
                executor,
                backend,
                settings.archive,
                flow=Flow(settings.order, settings.window, settings.batch, settings.streams, settings.workers),
                prompting=settings.prompting,
                budget=Budget(settings.seconds, settings.tokens, settings.cost_usd),
                target=settings.target,
                space=_space(settings),
                on_attempt=_Reporter(log, progress, len(searches) == 1),
            )
            return await engine.run_interruptible(searches)


def _space(settings: Settings) -> Callable[[Task], Space | None]:
    return (lambda task: None) if settings.evaluator == "fake" else space


class _Reporter:
    """Turns attempts into the bar's note and the curves."""

    def __init__(self, log: Log, progress: Progress, single: bool) -> None:
        self._log, self._progress, self._single = log, progress, single
        self._lives: dict[str, Live] = {}

    def __call__(self, attempt: Attempt, live: Live, new_best: bool) -> None:
        self._lives[live.search.name] = live
        done, valid = (sum(getattr(one.counts, key) for one in self._lives.values()) for key in ("attempts", "accepted"))
        rate = valid / max(done, 1)
        if new_best and live.tree.best is not None:
            name = "best_score" if self._single else f"best_score/{live.search.name}"
            self._log.scalar(name, live.tree.best.score, live.counts.attempts)
        if done and done % 20 == 0:
            self._log.scalar("valid_rate", rate, done)
        best = f"best {live.tree.best.score:.8g}, " if self._single and live.tree.best is not None else ""
        self._progress.update(done, f"{best}valid {100 * rate:.0f} %")
