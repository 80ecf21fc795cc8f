"""Few shapes on the processor.

In bf16 oneDNN makes a kernel for every shape of a matrix product and keeps the last 1,024 of them, about a megabyte each: batches of ever new
shapes fill the memory and spend a sixth of the time on making kernels (benchmarks/LOG.md). So columns, and tokens that are scored, are rounded up.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from eft.text.pack import NO_DOCUMENT

COLUMNS, SCORED = 16, 64
FILL = {"tokens": 0, "positions": 0, "documents": NO_DOCUMENT}


def missing(size: int, multiple: int, device: torch.device) -> int:
    """How many are to be added to `size`: 0 except in bf16 on the processor."""
    bf16 = device.type == "cpu" and torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16
    return -size % multiple if bf16 else 0


def widened(batch: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
    """tokens, positions and documents [rows, columns] with padding columns at the end, which no earlier column attends to."""
    tokens = batch["tokens"]
    extra = missing(tokens.shape[1], COLUMNS, tokens.device)
    return {name: F.pad(batch[name], (0, extra), value=value) for name, value in FILL.items() if name in batch} if extra else batch
