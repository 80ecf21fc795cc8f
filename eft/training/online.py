"""Sampling and updating side by side: a thread of its own plans, asks and judges the rounds, the trainer takes them in order.

With staleness s, round r is planned on the archives after round r − s − 1 and sampled by the weights of version r − s (version v: after
v rounds of updates; never negative). s = 0 alternates strictly; s = 1 samples the next round while the trainer works on this one. After
a restart with s > 0, what had not been asked for yet is planned and sampled with what is newest then.

A round's attempts are written when it has been trained on, together with the fact that it is complete. A checkpoint counts once the
database names it. A run that is killed goes back to the last named checkpoint, reads the complete rounds after it from the store instead
of sampling them again, and goes on with the round in flight: every round is trained on exactly once in the weights that count.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from eft.search.rounds import Round, Rounds
from eft.search.store import Store
from eft.training import sums
from eft.training.checkpoints import PATTERN, checked, checkpoint_file
from eft.types import InfrastructureError, Trainable

Result = TypeVar("Result")
CHECKPOINT = "checkpoint"  # kind of the event that names one
TOLERANCE = 0.05  # nats per token, mean: bf16 kernels of two engines differ by about 0.01


class Pipeline:
    """One per run. `begin` starts the thread, `finish` ends it; the other methods are called by the trainer's thread alone."""

    def __init__(self, open_rounds: Callable[[], Rounds], backend: Trainable, total: int, staleness: int) -> None:
        """open_rounds: called inside the loop. total: rounds of the run."""
        self._open, self._backend, self._total, self._staleness = open_rounds, backend, total, staleness
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="eft-rollouts", daemon=True)
        self._rounds: Rounds | None = None
        self._waiting: dict[int, Future[Round]] = {}
        self._turn = asyncio.Lock()
        self._asked = 0
        self.sync_error = 0.0

    @property
    def rounds(self) -> Rounds:
        """The searches; their trees change in the other thread only while a round is applied."""
        assert self._rounds is not None  # `begin` comes first
        return self._rounds

    def begin(self) -> int:
        """Open the searches; returns how many rounds are complete."""
        self._thread.start()

        async def start() -> Rounds:
            rounds = self._open()
            await rounds.open()
            return rounds

        self._rounds = self._submit(start()).result()
        self._asked = self._rounds.done
        return self._rounds.done

    def publish(self, version: int, weights: Any, probe: tuple[list[int], list[float]]) -> None:
        """New weights, after `version` rounds; probe: token ids and the trainer's own log p of each but the first. Asks for what is due."""
        if version < self.rounds.done:
            return  # complete rounds are being read again: nobody samples from these weights
        self._waiting_for(self._submit(self._load(version, weights, probe)))
        while self._asked < min(self._total, version + self._staleness + 1):
            self._waiting[self._asked] = self._submit(self.rounds.collect(self._asked))
            self._asked += 1

    def round(self, number: int) -> Round:
        """The round, read again from the store or as soon as it is there. Raises what stopped it."""
        if number in self._waiting:
            return self._waiting.pop(number).result()
        return self._submit(self._read(number)).result()

    def land(self, round_: Round, facts: dict[str, Any]) -> None:
        """Make a trained round permanent; archives see it in its turn."""
        if round_.number >= self.rounds.done:
            self._call(self.rounds.land(round_, facts)).result()
            self._waiting_for(self._submit(self._apply(round_)))

    def finish(self) -> None:
        """Drop what is in flight (its replies are on the disk), close the backend, end the thread."""
        if self._thread.is_alive():
            self._call(self._cancel()).result()
            self._call(self._backend.close()).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    # --- in the loop -----------------------------------------------------------------------------------------------------

    def _call(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Pieces of work are done one after the other, in the order in which they were submitted."""

        async def in_turn() -> Result:
            async with self._turn:
                return await work

        return self._call(in_turn())

    def _waiting_for(self, future: Future[None]) -> None:
        """Without staleness there is nothing to do meanwhile, and a failure is best heard at once."""
        if self._staleness == 0:
            future.result()

    async def _load(self, version: int, weights: Any, probe: tuple[list[int], list[float]]) -> None:
        await self._backend.load(weights, version)
        ids, expected = probe
        found = await self._backend.score(ids)
        self.sync_error = sum(abs(a - b) for a, b in zip(found, expected, strict=True)) / len(expected)
        if not self.sync_error <= TOLERANCE:
            raise InfrastructureError(
                f"backend {self._backend.model}: after loading version {version} its log-probabilities differ from the trainer's by "
                f"{self.sync_error:.3f} nats per token on a fixed text; it does not serve the weights that are trained"
            )

    async def _read(self, number: int) -> Round:
        return self.rounds.read(number)

    async def _apply(self, round_: Round) -> None:
        self.rounds.apply(round_)

    async def _cancel(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def name_checkpoint(store: Store, step: int, file: Path) -> None:
    """From now on the checkpoint exists. Durable on return."""
    store.event(CHECKPOINT, {"step": step, "file": file.name}).result()


def named_checkpoint(store: Store, folder: Path) -> Path | None:
    """The newest checkpoint that the database names and the disk has; later files without a name are removed.

    UserError if it is not what was written.
    """
    steps = [int(data["step"]) for _, data in store.events(CHECKPOINT)]
    found = next((file for step in reversed(steps) if (file := checkpoint_file(folder, step)).is_file()), None)
    for file in sorted(folder.glob(PATTERN)):
        if found is None or file.name > found.name:
            file.unlink()
    sums.prune(folder)
    return found and checked(found)
