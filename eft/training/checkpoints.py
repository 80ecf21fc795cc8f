"""Checkpoints that exist whole or not at all, and the newest of a run."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch.plugins.io import TorchCheckpointIO

from eft.runs import write_atomic
from eft.types import UserError

PATTERN = "step=*.ckpt"


class AtomicCheckpointIO(TorchCheckpointIO):
    """Writes through a temporary file, fsync and rename, so that a kill or a full disk leaves the last checkpoint intact."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | os.PathLike[str], storage_options: Any = None) -> None:
        """Serialise in memory first: a state that cannot be saved must not touch the disk."""
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, buffer.getvalue())


def checkpoint_file(folder: Path, step: int) -> Path:
    """Where the checkpoint after `step` optimiser steps lies."""
    return folder / f"step={step:08d}.ckpt"


def newest(folder: Path) -> Path | None:
    """The checkpoint of the highest step; None when there is none. UserError if it cannot be read."""
    files = sorted(folder.glob(PATTERN))
    if not files:
        return None
    try:
        torch.load(files[-1], map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:  # torch raises many kinds for one damaged file
        raise UserError(f"{files[-1]}: damaged checkpoint ({type(error).__name__}); delete it to continue from the one before") from error
    return files[-1]
