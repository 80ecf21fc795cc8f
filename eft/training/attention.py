"""Exact attention for packed rows, and the fastest exact kernel for the machine."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

SHORT = 1024  # columns; up to here plain matrix products beat the fused CPU kernel


def block_mask(
    documents: Int[Tensor, "rows columns"], model: Any
) -> Bool[Tensor, "rows 1 columns columns"] | Float[Tensor, "rows 1 columns columns"]:
    """Each token attends to earlier tokens of its own document only. Explicit, because position resets alone leak when a cache is on.

    Boolean for sdpa, additive for eager. Padding (one document of its own) attends to itself, so that no row of the softmax is empty.
    """
    columns = torch.arange(documents.shape[1], device=documents.device)
    allowed = (documents[:, :, None] == documents[:, None, :]) & (columns[:, None] >= columns[None, :])
    allowed = allowed[:, None]
    if model.config._attn_implementation != "eager":
        return allowed
    dtype = torch.get_autocast_dtype(documents.device.type) if torch.is_autocast_enabled(documents.device.type) else model.dtype
    return torch.zeros(allowed.shape, dtype=dtype, device=documents.device).masked_fill_(~allowed, torch.finfo(dtype).min)


def choose_attention(model: Any, columns: int, device: str) -> str:
    """On CPU `eager` for short rows: measured 1.35 × the training speed of sdpa's CPU kernel at 25 × 100 tokens in bf16."""
    found = "eager" if device == "cpu" and columns <= SHORT else "sdpa"
    model.set_attn_implementation(found)
    return found


@torch.no_grad()
def same_head(model: Any) -> bool:
    """Whether the model's logits are its output embedding applied to its last hidden state (no soft cap, no scaling)."""
    probe = torch.arange(4, device=model.device)[None]
    logits = model(input_ids=probe, use_cache=False).logits
    hidden = model.base_model(input_ids=probe, use_cache=False).last_hidden_state
    return bool(torch.allclose(logits, model.get_output_embeddings()(hidden), rtol=1e-4, atol=1e-5))
