"""Whether a model decoded here is the model: its own forward pass against prefix, slots and steps, on a few tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from eft.backends._local.decode import Decoder, Decoding
from eft.backends._local.failure import is_memory, named
from eft.models._policy import Policy
from eft.types import UserError

TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 0.1, torch.float16: 0.02}  # nats, per log-probability
PROMPT, STEPS = 7, 3  # tokens


def check_decoding(policy: Policy, decoder: Decoder, path: Path) -> None:
    """UserError unless the log-probabilities of sampled tokens are those of the model's own attention over the whole text.

    InfrastructureError if there is no memory for `max_batch` sequences. Catches what no list of architectures can: caps, sinks, sliding windows or caches of a kind that is not known here.
    """
    size = policy.model.get_input_embeddings().num_embeddings
    prompt = tuple((7 * k + 3) % size for k in range(PROMPT))
    twins = [Decoding(prompt, STEPS, 1.0, 1.0, np.linspace(0.2 + 0.1 * k, 0.7, STEPS)) for k in range(min(2, decoder.room))]
    remedy = "serve it with SGLang and use backend.name=sglang"
    try:
        decoder.join(twins)
        while decoder.live:
            decoder.step()
    except (TypeError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        if is_memory(error):
            raise named(error) from error
        raise UserError(f"model {path}: cannot be decoded here ({' '.join(str(error).split())[:160]}); {remedy}") from error
    decoder.forget()
    worst = max(abs(a - b) for twin in twins for a, b in zip(twin.logprobs, _plain(policy, twin), strict=True))
    if not worst <= TOLERANCE.get(policy.model.dtype, 0.1):
        raise UserError(f"model {path}: decoding here gives other log-probabilities than the model itself (by {worst:.2g}); {remedy}")


@torch.inference_mode()
def _plain(policy: Policy, done: Decoding) -> list[float]:
    model, chosen = policy.model, policy.model.config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        ids = torch.tensor([[*done.prompt, *done.ids]], device=model.device)
        scores = torch.log_softmax(model(input_ids=ids, use_cache=False).logits[0].float(), -1)
    finally:
        model.set_attn_implementation(chosen)
    start = len(done.prompt)
    return [float(scores[start + k - 1, token]) for k, token in enumerate(done.ids)]
