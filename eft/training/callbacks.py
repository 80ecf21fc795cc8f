"""What happens around training steps: checkpoints, curves, progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightning.pytorch as pl

from eft.log import Log, Progress
from eft.training.checkpoints import PATTERN, checkpoint_file

NOTED = ("loss", "answer_loss", "reward", "best_score")  # metrics shown beside the bar


def step_ended(trainer: pl.Trainer) -> bool:
    """False inside gradient accumulation."""
    return not trainer.fit_loop._should_accumulate()


class Checkpoints(pl.Callback):
    """A checkpoint every `every` steps; the last `keep` stay. `saved` is told of each one that is on the disk, before older ones go."""

    def __init__(self, folder: Path, every: int, saved: Callable[[int, Path], None], keep: int = 2) -> None:
        self._folder, self._every, self._saved, self._keep = folder, every, saved, keep

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        step = trainer.global_step
        if step_ended(trainer) and step % self._every == 0 and step < trainer.max_steps:
            trainer.save_checkpoint(file := checkpoint_file(self._folder, step))
            self._saved(step, file)
            for old in sorted(self._folder.glob(PATTERN))[: -self._keep]:
                old.unlink()


class Curves(pl.Callback):
    """TensorBoard scalars (the module's metrics, tokens_per_s, tokens) and the progress bar.

    Reading a scalar waits for the device, so it is done every `every` steps only. `last`: the values logged last.
    """

    def __init__(self, log: Log, progress: Progress, every: int) -> None:
        self._log, self._progress, self._every = log, progress, every
        self._tokens = self._window = 0.0
        self._since = self._first = time.monotonic()
        self.last: dict[str, float] = {}

    def on_train_start(self, trainer: pl.Trainer, module: Any) -> None:
        self._since = self._first = time.monotonic()

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        self._window += float(batch["count"])
        step = trainer.global_step
        if not step_ended(trainer) or (step % self._every and step != trainer.max_steps and step != 1):
            return
        now = time.monotonic()
        self._tokens += self._window
        values = {name: float(value) for name, value in module.metrics.items()}
        values |= {"tokens_per_s": self._window / max(1e-9, now - self._since), "tokens": self._tokens}
        self._since, self._window = now, 0.0
        for name, value in values.items():
            self._log.scalar(name, value, step)
        self.last = values
        shown = (f"{name.replace('_loss', '').replace('_', ' ')} {values[name]:.3f}" for name in NOTED if name in values)
        self._progress.update(step, ", ".join((*shown, f"{values['tokens_per_s']:.0f} tok/s")))

    @property
    def tokens_per_s(self) -> float:
        """Mean over the session, in real (not padding) tokens."""
        return self._tokens / max(1e-9, self._since - self._first)
