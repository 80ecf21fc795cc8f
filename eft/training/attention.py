"""Hidden states of padded or packed rows, exactly as if each document stood alone, with the fastest exact kernel for the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from eft.models._policy import logits
from eft.training.shapes import widened

SHORT = 1024  # columns; up to here plain matrix products beat the fused CPU kernel
FLASH, FLEX = "flash_attention_2", "flex_attention"


def hidden(causal: Any, batch: Mapping[str, Tensor]) -> Tensor:
    """Last hidden states [rows, columns, features] of `causal`, a model with a head. `documents` in the batch means packed rows.

    The cache stays off: with it, packed documents see each other without a warning where nothing but positions tells them apart.
    """
    columns = batch["tokens"].shape[1]
    batch = widened(batch)
    tokens, positions, mask = batch["tokens"], None, None
    if "documents" in batch:
        positions = batch["positions"]
        if causal.config._attn_implementation == FLASH:
            return by_positions(causal, tokens, positions)
        mask = block_mask(batch["documents"], causal)
    out = causal.base_model(input_ids=tokens, position_ids=positions, attention_mask=mask, use_cache=False)
    states: Tensor = out.last_hidden_state
    return states[:, :columns]


def by_positions(causal: Any, tokens: Int[Tensor, "rows columns"], positions: Int[Tensor, "rows columns"]) -> Tensor:
    """All rows behind each other as one: a position 0 starts a document (what kernels for variable lengths take). Padding is documents of one."""
    out = causal.base_model(input_ids=tokens.reshape(1, -1), position_ids=positions.reshape(1, -1), use_cache=False)
    states: Tensor = out.last_hidden_state
    return states.reshape(*tokens.shape, -1)


def block_mask(
    documents: Int[Tensor, "rows columns"], model: Any
) -> Bool[Tensor, "rows 1 columns columns"] | Float[Tensor, "rows 1 columns columns"] | Any:
    """Each token attends to earlier tokens of its own document only. Explicit, because position resets alone leak when a cache is on.

    Boolean for sdpa, additive for eager, torch's block mask for FlexAttention. Padding (one document of its own) attends to itself, so
    that no row of the softmax is empty.
    """
    if model.config._attn_implementation == FLEX:
        return _flex_mask(documents)
    columns = torch.arange(documents.shape[1], device=documents.device)
    allowed = (documents[:, :, None] == documents[:, None, :]) & (columns[:, None] >= columns[None, :])
    allowed = allowed[:, None]
    if model.config._attn_implementation != "eager":
        return allowed
    dtype = torch.get_autocast_dtype(documents.device.type) if torch.is_autocast_enabled(documents.device.type) else model.dtype
    return torch.zeros(allowed.shape, dtype=dtype, device=documents.device).masked_fill_(~allowed, torch.finfo(dtype).min)


def _flex_mask(documents: Tensor) -> Any:
    from torch.nn.attention.flex_attention import create_block_mask

    def allowed(row: Tensor, head: Tensor, query: Tensor, key: Tensor) -> Tensor:
        return (documents[row, query] == documents[row, key]) & (query >= key)

    rows, columns = documents.shape
    return create_block_mask(allowed, rows, None, columns, columns, device=str(documents.device))


def choose_attention(model: Any, columns: int, device: str, packed: bool = False) -> str:
    """Set and return the kernel.

    CPU: `eager` for short rows, measured 1.35 × the training speed of sdpa's CPU kernel at 25 × 100 tokens in bf16. Else sdpa, but packed
    rows on CUDA take FlashAttention's variable lengths where that is installed, or FlexAttention, which skip the blocks between documents
    (neither has been run by its authors: no GPU was at hand). Models with a soft cap on attention take one that applies it.
    """
    capped = getattr(model.config.get_text_config(), "attn_logit_softcapping", None) is not None
    if device == "cpu":
        found = "eager" if columns <= SHORT or capped else "sdpa"
    elif packed or capped:
        found = FLASH if _has_flash(model) else FLEX
    else:
        found = "sdpa"
    model.set_attn_implementation(found)
    return found


def _has_flash(model: Any) -> bool:
    from transformers.utils.import_utils import is_flash_attn_2_available

    return bool(is_flash_attn_2_available() and getattr(model, "_supports_flash_attn", False))


@torch.no_grad()
def same_head(model: Any) -> bool:
    """Whether `logits` of the last hidden state are what the model calls its logits. True for a model without weights (nothing can be run)."""
    if model.device.type == "meta":
        return True
    probe = torch.arange(4, device=model.device)[None]
    states = model.base_model(input_ids=probe, use_cache=False).last_hidden_state
    return bool(torch.allclose(model(input_ids=probe, use_cache=False).logits, logits(model, states), rtol=1e-4, atol=1e-5))
