"""Checkpoints that exist whole or not at all, and the newest of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch.plugins.io import TorchCheckpointIO

from eft.types import UserError

PATTERN = "step=*.ckpt"


class AtomicCheckpointIO(TorchCheckpointIO):
    """Writes through a temporary file, fsync and rename, so that a kill or a full disk leaves the last checkpoint intact."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | os.PathLike[str], storage_options: Any = None) -> None:
        """Stream to the disk: a large model's state exists once in memory."""
        save(checkpoint, Path(path))


def save(state: Any, file: Path) -> None:
    """`torch.save`, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            torch.save(state, stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
