"""Drawing tokens: by the inverse of the distribution function, at numbers that belong to the request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

MASKS = 256  # masks kept; a constrained reply is in one of a few free states most of the time


def uniforms(seed: int, key: str, count: int) -> np.ndarray:
    """Numbers in [0, 1), a function of (seed, key)."""
    digest = hashlib.sha256(f"{seed}/{key}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little"))).random(count)


def sample(
    logits: Float[Tensor, "rows vocabulary"], temperatures: Sequence[float], top_p: Sequence[float], draws: Sequence[float]
) -> tuple[list[int], list[float]]:
    """One token per row, at draws[row] in [0, 1); temperature 0 takes the most likely. Logits of -inf are never drawn.

    logprob: of the token under softmax(logits / temperature), not renormalised for top_p (as SGLang reports it, so only top_p = 1 can be
    trained on); of greedy rows at temperature 1.
    """
    logits = logits.float()
    if any(t not in (0.0, 1.0) for t in temperatures):
        logits = logits / torch.tensor([t if t > 0 else 1.0 for t in temperatures], device=logits.device)[:, None]
    scores = torch.log_softmax(logits, dim=-1)
    mass = scores.exp().double()
    if min(top_p) < 1:
        mass = _nucleus(mass, torch.tensor(top_p, device=mass.device, dtype=mass.dtype))
    cumulative = mass.cumsum(-1)
    total = cumulative[:, -1:]
    wanted = torch.tensor(draws, device=mass.device, dtype=mass.dtype)[:, None] * total
    wanted = torch.minimum(wanted, torch.nextafter(total, torch.zeros_like(total)))  # below the total, so the token found has mass
    tokens = torch.searchsorted(cumulative, wanted, right=True)[:, 0]
    if min(temperatures) <= 0:
        greedy = torch.tensor([t <= 0 for t in temperatures], device=logits.device)
        tokens = torch.where(greedy, scores.argmax(-1), tokens)
    return tokens.tolist(), scores.gather(1, tokens[:, None])[:, 0].tolist()


def _nucleus(mass: Tensor, top_p: Tensor) -> Tensor:
    """Zero outside the smallest set of most likely tokens that holds top_p of the mass."""
    ordered, order = mass.sort(dim=-1, descending=True)
    keep = ordered.cumsum(-1) - ordered < top_p[:, None]
    return torch.zeros_like(mass).scatter(1, order, ordered * keep)


class Masks:
    """Forbids all but some ids. Sets that are the same object are turned into a mask once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[tuple[int, ...], Tensor]] = {}

    def apply(self, logits: Float[Tensor, "rows vocabulary"], allowed: Sequence[tuple[int, ...] | None]) -> Tensor:
        """`logits` with -inf wherever a row's ids do not go; rows of None stay as they are."""
        if all(ids is None for ids in allowed):
            return logits
        none = torch.zeros(logits.shape[1], dtype=torch.bool, device=logits.device)
        forbidden = torch.stack([none if ids is None else self._forbidden(ids, logits) for ids in allowed])
        return logits.masked_fill(forbidden, float("-inf"))

    def _forbidden(self, ids: tuple[int, ...], like: Tensor) -> Tensor:
        if (known := self._made.get(id(ids))) is not None:
            return known[1]
        if len(self._made) >= MASKS:
            self._made.clear()
        mask = torch.ones(like.shape[1], dtype=torch.bool, device=like.device)
        mask[torch.tensor(ids, device=like.device)] = False
        self._made[id(ids)] = (ids, mask)  # holding the ids keeps their identity from being used again
        return mask
