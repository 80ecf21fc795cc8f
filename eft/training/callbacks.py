"""What happens around training steps: checkpoints, curves, progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch

from eft.log import Log, Progress
from eft.training import machine, sums
from eft.training.checkpoints import PATTERN, checkpoint_file
from eft.training.job import summed

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
        if not step_ended(trainer) or step % self._every or step >= trainer.max_steps:
            return
        trainer.save_checkpoint(file := checkpoint_file(self._folder, step))
        if trainer.is_global_zero:
            self._saved(step, file)
            for old in sorted(self._folder.glob(PATTERN))[: -self._keep]:
                old.unlink()
            sums.prune(self._folder)


class Curves(pl.Callback):
    """TensorBoard scalars (the module's metrics, tokens_per_s, tokens, memory_gb, mfu) and the progress bar.

    Reading a scalar waits for the device, so it is done every `every` steps only. `last`: the values logged last. flops: model operations
    per token; peak: those per second of all devices together (None: unknown, no mfu).
    """

    def __init__(self, log: Log, progress: Progress, every: int, *, flops: float = 0.0, peak: float | None = None) -> None:
        self._log, self._progress, self._every = log, progress, every
        self._flops, self._peak = flops, peak
        self._window: Any = 0
        self._tokens = self._before = 0.0  # in all, and before this session
        self._since = self._first = time.monotonic()
        self._first_step = 0
        self.last: dict[str, float] = {}

    def state_dict(self) -> dict[str, Any]:
        """All processes call it together."""
        return {"tokens": self._tokens + self._summed_window()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._tokens = self._before = state["tokens"]

    def on_train_start(self, trainer: pl.Trainer, module: Any) -> None:
        self._since = self._first = time.monotonic()
        self._first_step = trainer.global_step

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        self._window = self._window + batch["count"]
        step = trainer.global_step
        last = step == trainer.max_steps or trainer.should_stop
        if not step_ended(trainer) or (step % self._every and not last and step != 1):
            return
        values = module.measured()
        tokens, self._window = self._summed_window(), 0
        now = time.monotonic()
        self._tokens += tokens
        values |= {"tokens_per_s": tokens / max(1e-9, now - self._since), "tokens": self._tokens}
        values["memory_gb"] = machine.peak_memory_gb(module.device)
        if self._peak:
            values["mfu"] = values["tokens_per_s"] * self._flops / self._peak
        self._since = now
        self.last = values
        if trainer.is_global_zero:
            self._show(values, step, trainer.max_steps)

    def _show(self, values: dict[str, float], step: int, steps: int) -> None:
        for name, value in values.items():
            self._log.scalar(name, value, step)
        left = (steps - step) * (self._since - self._first) / max(1, step - self._first_step)
        notes = [f"{name.replace('_loss', '').replace('_', ' ')} {values[name]:.3f}" for name in NOTED if name in values]
        notes += [f"{values['tokens_per_s']:.0f} tok/s", f"{values['memory_gb']:.1f} GB"]
        notes += [f"MFU {100 * values['mfu']:.0f} %"] if "mfu" in values else []
        self._progress.update(step, ", ".join((*notes, f"{clock(left)} left")))

    def _summed_window(self) -> float:
        return float(summed(torch.as_tensor(self._window, dtype=torch.float32).clone()))

    @property
    def tokens_per_s(self) -> float:
        """Mean over the session, in real (not padding) tokens."""
        return (self._tokens - self._before) / max(1e-9, self._since - self._first)


def clock(seconds: float) -> str:
    """`1:02:03`, `2:03`."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
