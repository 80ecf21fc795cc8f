"""Checkpoints that exist whole or not at all, and the newest of a run, used only if it is what was written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch.plugins.io import TorchCheckpointIO

from eft.training import sums
from eft.types import UserError

PATTERN = "step=*.ckpt"


class AtomicCheckpointIO(TorchCheckpointIO):
    """Writes through a temporary file, fsync and rename, so that a kill or a full disk leaves the last checkpoint intact."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | os.PathLike[str], storage_options: Any = None) -> None:
        """Stream to the disk: a large model's state exists once in memory."""
        save(checkpoint, Path(path))


def save(state: Any, file: Path) -> None:
    """`torch.save`, whole or not at all; its SHA-256 is written down beside it (`sums.py`)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            torch.save(state, stream)
            stream.flush()
            os.fsync(stream.fileno())
        # A kill may come between any two lines. The digest comes before the file: an entry without its file is harmless, a file without
        # its entry would be refused. A file of this name (left by a session that got further) goes first: the new digest is not its own.
        # Nothing can name it as what to continue from: a run comes to this step only from an earlier one.
        file.unlink(missing_ok=True)
        sums.enter(file.parent, file.name, sums.digest(temporary))
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
    """The checkpoint of the highest step; None when there is none. UserError if it is not what was written or cannot be read."""
    files = sorted(folder.glob(PATTERN))
    return checked(files[-1]) if files else None


def checked(file: Path) -> Path:
    """The same file. UserError if it is not what was written or cannot be read; checkpoints older than their sums are only read."""
    remedy = "delete it to continue from the one before"
    sums.check(file, remedy)  # first: what is damaged is not unpickled
    try:
        torch.load(file, map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:  # torch raises many kinds for one damaged file
        raise UserError(f"{file}: damaged checkpoint ({type(error).__name__}); {remedy}") from error
    return file
