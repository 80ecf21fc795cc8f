"""Loss on examples that are never trained on: curves, early stop, the best weights. All of it continues exactly after a kill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch
from torch import Tensor

from eft.log import Log
from eft.training import shard, sums
from eft.training.callbacks import step_ended
from eft.training.checkpoints import save
from eft.training.job import Feed, summed

PATTERN = "best=*.pt"


class Validation(pl.Callback):
    """Sums up what the module's `validation_sums(micro-batch)` gives: name → (total, weight), `loss` among them.

    Measures every `every` steps and after the last; stops after `patience` measurements that were no better than the best before.

    keep: write the best weights down, as best=STEP.pt in `folder`. They stay while one of the last checkpoints names them, so that whatever
    checkpoint a run continues from, the best it knows of is there.
    """

    def __init__(self, feed: Callable[[], Feed], log: Log, folder: Path, *, every: int, patience: int | None, keep: bool) -> None:
        self._feed, self._log, self._folder = feed, log, folder
        self._every, self._patience, self._keep = every, patience, keep
        self.best: float | None = None  # nats per token
        self.best_step = self._worse = 0
        self._saved_best = (0, 0)  # of the last two checkpoints
        self.last: dict[str, float] = {}

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        step = trainer.global_step
        if not step_ended(trainer) or (step % self._every and step != trainer.max_steps):
            return
        self.last = self._measure(trainer, module)
        if trainer.is_global_zero:
            for name, value in self.last.items():
                self._log.scalar(name, value, step)
        if self.best is None or self.last["val_loss"] < self.best:
            self.best, self.best_step, self._worse = self.last["val_loss"], step, 0
            self._write(trainer, module, step)
        else:
            self._worse += 1
        if self._patience is not None and self._worse >= self._patience:
            trainer.should_stop = True

    def best_weights(self) -> dict[str, Tensor] | None:
        """The trained weights at the best step; None if they are not kept. UserError if they are not what was written."""
        if not self._keep or self.best is None:
            return None
        file = self._file(self.best_step)
        sums.check(file, f"delete it and all checkpoints from step {self.best_step} on; the same command then measures again")
        found: dict[str, Tensor] = torch.load(file, map_location="cpu", weights_only=True)
        return found

    def state_dict(self) -> dict[str, Any]:
        """Called when a checkpoint is written: what the last two before it do not name as best is not needed any more."""
        for file in sorted(self._folder.glob(PATTERN)):
            if file < self._file(self._saved_best[0]):
                file.unlink(missing_ok=True)
        self._saved_best = (self._saved_best[1], self.best_step)
        return {"best": self.best, "best_step": self.best_step, "worse": self._worse, "last": self.last}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.best, self.best_step, self._worse, self.last = (state[name] for name in ("best", "best_step", "worse", "last"))

    def _measure(self, trainer: pl.Trainer, module: Any) -> dict[str, float]:
        sums: dict[str, Tensor] = {}
        module.eval()
        with torch.no_grad(), trainer.precision_plugin.val_step_context():
            for cpu_batch in self._feed():
                for name, pair in module.validation_sums(trainer.strategy.batch_to_device(cpu_batch)).items():
                    both = torch.stack([value.float() for value in pair])
                    sums[name] = sums[name] + both if name in sums else both
        module.train()
        shard.rest(module)
        table = summed(torch.stack(list(sums.values()))).tolist()
        return {f"val_{name}": total / weight for name, (total, weight) in zip(sums, table, strict=True) if weight}

    def _write(self, trainer: pl.Trainer, module: Any, step: int) -> None:
        if not self._keep:
            return
        weights = shard.trained(module.model)
        if trainer.is_global_zero:
            save(weights, self._file(step))

    def _file(self, step: int) -> Path:
        return self._folder / f"best={step:08d}.pt"
