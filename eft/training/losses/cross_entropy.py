"""Next-token cross-entropy that never holds the logits of more than a chunk of tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.utils.checkpoint import checkpoint

__all__ = ["CrossEntropy"]


@dataclass(frozen=True, slots=True)
class CrossEntropy:
    """chunk_elements: logits held at once (tokens × vocabulary); with more than one chunk they are recomputed in the backward pass."""

    chunk_elements: int = 1 << 24  # 64 MB in float32

    def __call__(
        self,
        hidden: Float[Tensor, "tokens features"],
        targets: Int[Tensor, " tokens"],
        head: Callable[[Tensor], Tensor],
        vocabulary: int,
    ) -> Float[Tensor, " tokens"]:
        """−log p(target) of each token in nats, in float32. `head` maps hidden states to `vocabulary` logits."""
        rows = max(1, self.chunk_elements // vocabulary)
        if len(targets) <= rows:
            return _chunk(hidden, targets, head)
        parts = [slice(start, start + rows) for start in range(0, len(targets), rows)]
        return torch.cat([checkpoint(_chunk, hidden[part], targets[part], head, use_reentrant=False) for part in parts])


def _chunk(hidden: Tensor, targets: Tensor, head: Callable[[Tensor], Tensor]) -> Tensor:
    return F.cross_entropy(head(hidden).float(), targets, reduction="none")
