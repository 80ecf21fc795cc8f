"""Attention of a decode step over a prefix that several sequences share and over what each has of its own.

The rows of one group read the shared keys as one matrix product per head, not once per row; the two partial softmaxes are then merged
exactly (Hydragen, arXiv 2402.05099, section 3.1). Registered with transformers, so that every architecture whose attention goes through
its interface is served by its own modules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward

NAME = "eft_shared_prefix"  # without a mask function of the same name, so transformers builds no mask: none is needed


@dataclass(frozen=True, slots=True)
class Prefix:
    """What several sequences have in common. keys, values: of each layer, [heads, tokens, features]."""

    keys: Sequence[Float[Tensor, "heads tokens features"]]
    values: Sequence[Float[Tensor, "heads tokens features"]]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a batch that share a prefix. rows: None when it is all of them, in order."""

    prefix: Prefix
    rows: Int[Tensor, " members"] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One token for every row. seen: which of its own columns a row attends to, at least one."""

    seen: Bool[Tensor, "rows 1 1 columns"]
    groups: Sequence[Group]


class Part(NamedTuple):
    """Softmax over some of the keys, before the division: sum of exp(score - top) * value, sum of exp(score - top), top."""

    total: Tensor
    weight: Tensor
    top: Tensor


def partial(queries: Tensor, keys: Tensor, values: Tensor, seen: Tensor | None = None) -> Part:
    """Scaled `queries` [..., queries, features] over `keys` and `values` [..., keys, features]; sums in float32."""
    scores = (queries @ keys.mT).float()
    if seen is not None:
        scores.masked_fill_(~seen, float("-inf"))
    top = scores.amax(-1, keepdim=True)
    weights = scores.sub_(top).exp_()
    return Part((weights.to(values.dtype) @ values).float(), weights.sum(-1, keepdim=True), top)


def merge(one: Part, other: Part) -> Tensor:
    """Attention over the keys of both."""
    shift = other.top - one.top
    left, right = (-shift).clamp_max(0).exp(), shift.clamp_max(0).exp()
    return (one.total * left + other.total * right) / (one.weight * left + other.weight * right)


def attend(
    module: Any,
    query: Float[Tensor, "rows heads tokens features"],
    key: Float[Tensor, "rows key_heads columns features"],
    value: Float[Tensor, "rows key_heads columns features"],
    attention_mask: Tensor | None,
    scaling: float,
    step: Step | None = None,
    **others: Any,
) -> tuple[Tensor, None]:
    """transformers' attention interface. Without a `step`: ordinary causal attention (reading a prompt, scoring).

    ValueError for attention that is more than a scaled dot product (soft caps, sinks): such models are not served here.
    """
    if any(others.get(name) is not None for name in ("softcap", "s_aux", "position_bias")):
        raise ValueError("attention with soft caps, sinks or position biases")
    if step is None:
        out, _ = sdpa_attention_forward(module, query, key, value, None, scaling=scaling, **others)
        return out, None
    rows, heads, _, features = query.shape
    packed = query.reshape(rows, key.shape[1], -1, features)  # the query heads of one key head side by side
    if step.groups:
        out = _over_both(packed * scaling, key, value, step, module.layer_idx)
    else:
        out = torch.nn.functional.scaled_dot_product_attention(packed, key, value, attn_mask=step.seen, scale=scaling)
    return out.to(query.dtype).reshape(rows, 1, heads, features), None


def _over_both(packed: Tensor, key: Tensor, value: Tensor, step: Step, layer: int) -> Tensor:
    own = partial(packed, key, value, step.seen)
    if step.groups[0].rows is None:
        return merge(own, _shared(packed, step.groups[0].prefix, layer))
    out = own.total / own.weight
    for group in step.groups:
        rows = group.rows
        out[rows] = merge(Part(*(part[rows] for part in own)), _shared(packed[rows], group.prefix, layer))
    return out


def _shared(packed: Float[Tensor, "members key_heads queries features"], prefix: Prefix, layer: int) -> Part:
    members, heads, queries, features = packed.shape
    flat = packed.transpose(0, 1).reshape(heads, members * queries, features)
    found = partial(flat, prefix.keys[layer], prefix.values[layer])
    return Part(*(part.view(heads, members, queries, -1).transpose(0, 1) for part in found))


AttentionInterface.register(NAME, attend)
