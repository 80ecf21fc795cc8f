"""What happens around training steps: checkpoints, curves, progress."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import lightning.pytorch as pl

from eft.log import Log, Progress
from eft.training.checkpoints import PATTERN, checkpoint_file


def _step_ended(trainer: pl.Trainer) -> bool:
    """False inside gradient accumulation."""
    return not trainer.fit_loop._should_accumulate()


class Checkpoints(pl.Callback):
    """A checkpoint every `every` steps; the last `keep` stay."""

    def __init__(self, folder: Path, every: int, keep: int = 2) -> None:
        self._folder, self._every, self._keep = folder, every, keep

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        step = trainer.global_step
        if _step_ended(trainer) and step % self._every == 0 and step < trainer.max_steps:
            trainer.save_checkpoint(checkpoint_file(self._folder, step))
            for old in sorted(self._folder.glob(PATTERN))[: -self._keep]:
                old.unlink()


class Curves(pl.Callback):
    """TensorBoard scalars (loss, answer_loss, lr, grad_norm, tokens_per_s, tokens, epoch share) and the progress bar.

    Reading a scalar waits for the device, so it is done every `every` steps only. `losses` keeps what was logged: (step, loss).
    """

    def __init__(self, log: Log, progress: Progress, every: int) -> None:
        self._log, self._progress, self._every = log, progress, every
        self._tokens = self._window = 0.0
        self._since = self._first = time.monotonic()
        self.losses: list[tuple[int, float, float]] = []

    def on_train_start(self, trainer: pl.Trainer, module: Any) -> None:
        self._since = self._first = time.monotonic()

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        self._window += module.metrics["tokens"]
        step = trainer.global_step
        if not _step_ended(trainer) or (step % self._every and step != trainer.max_steps and step != 1):
            return
        now = time.monotonic()
        self._tokens += self._window
        values = {key: float(module.metrics[key]) for key in ("loss", "answer_loss", "lr", "grad_norm")}
        values["tokens_per_s"] = self._window / max(1e-9, now - self._since)
        values["tokens"] = self._tokens
        self._since, self._window = now, 0.0
        for name, value in values.items():
            self._log.scalar(name, value, step)
        self.losses.append((step, values["loss"], values["answer_loss"]))
        self._progress.update(step, f"loss {values['loss']:.3f}, answer {values['answer_loss']:.3f}, {values['tokens_per_s']:.0f} tok/s")

    @property
    def tokens_per_s(self) -> float:
        """Mean over the session, in real (not padding) tokens."""
        return self._tokens / max(1e-9, self._since - self._first)
