"""What a run costs before it runs: arithmetic per token."""

from __future__ import annotations

from typing import Any


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
    return 6.0 * trained + 4.0 * frozen + 6.0 * kinds.count("full_attention") * config.num_attention_heads * size * tokens
