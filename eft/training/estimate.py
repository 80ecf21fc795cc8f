"""What a run costs before it runs: arithmetic per token, and memory by what it is for."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from typing import Any

import torch
from torch import nn

from eft.training import attention, shard

TRACED = 512  # columns that are looked at where what is kept grows in proportion to them (all kernels but `eager`)
CHUNK_COPIES = 3  # of a chunk of logits at the worst moment: logits, log-softmax, gradient; each in float32


def flops_per_token(model: Any, tokens: float) -> float:
    """Model operations of one training token in documents of `tokens` on average (PaLM, arXiv 2204.02311, appendix B).

    2 for each weight of a matrix product (the input embedding is none) in the forward pass and 4 in the backward pass, 2 where the weight is
    frozen; attention over half a document on average, 12 × layers × heads × head size × tokens / 2. Recomputation is not counted.
    """
    config = model.config.get_text_config()
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in model.parameters() if not p.requires_grad)
    embedding = model.get_input_embeddings().weight
    if not config.tie_word_embeddings:
        trained, frozen = (trained - embedding.numel(), frozen) if embedding.requires_grad else (trained, frozen - embedding.numel())
    kinds = getattr(config, "layer_types", None) or ["full_attention"] * config.num_hidden_layers
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    attended = kinds.count("full_attention") * int(config.num_attention_heads) * int(size)
    return float(6 * trained + 4 * frozen + 6 * attended * tokens)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in one process. gathered: weights of others and copies in bfloat16. What the libraries and the allocator need is not counted."""

    weights: float
    gradients: float
    optimiser: float
    gathered: float
    activations: float
    head: float

    @property
    def total(self) -> float:
        """All of it at once: an upper bound, since activations are freed while gradients grow."""
        return float(sum(getattr(self, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Load:
    """What goes through the model at once: rows × columns cells, packed rows or not; recompute: activation checkpointing."""

    rows: int
    columns: int
    packed: bool = False
    bf16: bool = False
    recompute: bool = False
    shards: int = 1
    chunk_elements: int = 1 << 24


def memory(model: Any, load: Load) -> Memory:
    """Of training `model`, which may be an outline without weights; it is left as it is."""
    sizes = [(p.numel() * p.itemsize, p.requires_grad) for p in model.parameters()]
    weights, trained = sum(size for size, _ in sizes), sum(size for size, needed in sizes if needed)
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    config = causal.config.get_text_config()
    parts = [sum(p.numel() for p in layer.parameters()) for layer in shard.layers(causal)]
    width = 2 if load.bf16 else 4
    cells = load.rows * load.columns
    seen = load.columns if causal.config._attn_implementation == "eager" else min(load.columns, TRACED)
    saved = activations(model, replace(load, columns=seen)) * load.columns / seen
    if load.recompute:
        saved = len(parts) * cells * config.hidden_size * width + saved / len(parts)
    gathered = 0.0
    if load.shards > 1:  # one layer ahead of the one at work, the rest of the model, and their gradients
        around = sum(p.numel() for p in model.parameters()) - sum(parts)
        gathered = (2 * max(parts) + around) * width + (max(parts) + around) * width * (trained / weights)
    elif load.bf16:
        gathered = sum(2.0 * p.numel() for p in model.parameters() if p.dtype == torch.float32 and p.ndim > 1)
    logits = CHUNK_COPIES * 4.0 * min(cells * config.vocab_size, max(load.chunk_elements, config.vocab_size))
    return Memory(weights / load.shards, trained / load.shards, 2.0 * trained / load.shards, gathered, saved, logits)


def activations(model: Any, load: Load) -> float:
    """Bytes that a forward pass keeps for the backward pass, below the head and without recomputation.

    Found by running the model on tensors that have shapes and no values (torch's fake mode) and adding up what autograd stores.
    """
    from torch._subclasses.fake_tensor import FakeTensorMode

    model.train()
    found: dict[int, tuple[Any, int]] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        found[storage._cdata] = (storage, storage.nbytes())  # held on to, so that no number is used twice
        return tensor

    with FakeTensorMode() as mode:
        own = _lend(model)
        try:
            causal = model.get_base_model() if hasattr(model, "get_base_model") else model
            batch = {"tokens": torch.zeros(load.rows, load.columns, dtype=torch.long)}
            if load.packed:
                batch |= {name: torch.zeros(load.rows, load.columns, dtype=torch.long) for name in ("positions", "documents")}
            weights = {p.untyped_storage()._cdata for p in model.parameters()}
            narrow = torch.autocast("cpu", torch.bfloat16) if load.bf16 else nullcontext()
            with narrow, torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
                attention.hidden(causal, batch)
        finally:
            _give_back(own)
        del mode
    return float(sum(size for number, (_, size) in found.items() if number not in weights))


Own = list[tuple[dict[str, Any], str, Any]]


def _lend(model: nn.Module) -> Own:
    """Put tensors without values in the place of all weights and buffers; gives back what was there. Ties stay."""
    own: Own = []
    lent: dict[int, Any] = {}
    for part in model.modules():
        for place in (part._parameters, part._buffers):
            for name, tensor in place.items():
                if tensor is None:
                    continue
                if id(tensor) not in lent:
                    empty = torch.empty(tensor.shape, dtype=tensor.dtype)
                    lent[id(tensor)] = nn.Parameter(empty, tensor.requires_grad) if isinstance(tensor, nn.Parameter) else empty
                own.append((place, name, tensor))
                place[name] = lent[id(tensor)]
    return own


def _give_back(own: Own) -> None:
    for place, name, tensor in own:
        place[name] = tensor
