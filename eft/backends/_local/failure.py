"""A failure of the machine or of torch, as one line that says what to turn."""

from __future__ import annotations

import torch

from eft.types import InfrastructureError


def is_memory(error: Exception) -> bool:
    """Whether the processor or a GPU had no memory left."""
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "can't allocate memory" in str(error)


def named(error: Exception) -> InfrastructureError:
    """The error to raise instead."""
    what = " ".join(str(error).split())[:160]
    if is_memory(error):
        knobs = "lower backend.max_batch or prompting.max_tokens, or set backend.dtype=bfloat16"
        return InfrastructureError(f"local model: out of memory; {knobs} ({what})")
    return InfrastructureError(f"local model failed: {type(error).__name__}: {what}")
