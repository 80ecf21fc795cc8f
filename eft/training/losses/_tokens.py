"""What every policy loss is computed from, and what it gives: flat over the trained tokens of one micro-batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

Aggregate = Literal["token", "sequence", "constant"]
MAX_LOG_RATIO = 20.0  # exp(20) ≈ 5e8: beyond it a ratio is noise, and its square would overflow float32


@dataclass(frozen=True, slots=True)
class Tokens:
    """logprobs: of the policy, with gradient, in nats. old: of the policy at the start of the update. advantages: of each token.

    sequence: number of the reply each token belongs to, 0 to S − 1 within the micro-batch. weights: correction for the sampler's
    mismatch, 1 without one; 0 masks the token.
    """

    logprobs: Float[Tensor, " tokens"]
    old: Float[Tensor, " tokens"]
    advantages: Float[Tensor, " tokens"]
    sequence: Int[Tensor, " tokens"]
    weights: Float[Tensor, " tokens"]

    @property
    def kept(self) -> Bool[Tensor, " tokens"]:
        """Tokens that count."""
        return self.weights != 0

    @property
    def log_ratio(self) -> Float[Tensor, " tokens"]:
        """log π/π_old, within ±20; 0 without gradient where masked, so that nothing infinite there can turn into NaN."""
        return torch.where(self.kept, self.logprobs - self.old, 0.0).clamp(-MAX_LOG_RATIO, MAX_LOG_RATIO)


@dataclass(frozen=True, slots=True)
class Terms:
    """loss: of each token, not normalised yet (`aggregate.shares` does that), 0 where masked. metrics: of each token, without gradient."""

    loss: Float[Tensor, " tokens"]
    metrics: Mapping[str, Float[Tensor, " tokens"]]


class Loss(Protocol):
    """A file of this folder that trains on rollouts. aggregate, divisor: how its terms become one number (`aggregate.shares`)."""

    @property
    def aggregate(self) -> Aggregate: ...

    @property
    def divisor(self) -> float: ...

    def terms(self, tokens: Tokens) -> Terms: ...


def sequence_mean(values: Float[Tensor, " tokens"], tokens: Tokens) -> Float[Tensor, " tokens"]:
    """Mean of `values` over the kept tokens of each token's sequence; 0 for a sequence without any."""
    count = int(tokens.sequence.max()) + 1 if len(values) else 0
    zeros = values.new_zeros(count)
    sums = zeros.index_add(0, tokens.sequence, torch.where(tokens.kept, values, 0.0))
    sizes = zeros.index_add(0, tokens.sequence, tokens.kept.to(values.dtype))
    return (sums / sizes.clamp(min=1))[tokens.sequence]


def clipped(ratio: Float[Tensor, " tokens"], tokens: Tokens, low: float, high: float, dual: float | None) -> Terms:
    """PPO's pessimistic surrogate −min(r A, clip(r, 1 − low, 1 + high) A) (arXiv 1707.06347 eq. 7) with two separate bounds
    (DAPO, arXiv 2503.14476 eq. 8); `dual` caps r where A < 0 (dual clip, arXiv 1912.09729 eq. 5).
    """
    advantages = tokens.advantages
    surrogate = torch.minimum(ratio * advantages, ratio.clamp(1 - low, 1 + high) * advantages)
    if dual is not None:
        surrogate = torch.where(advantages < 0, torch.maximum(surrogate, dual * advantages), surrogate)
    with torch.no_grad():
        below, above = (ratio < 1 - low) & (advantages < 0), (ratio > 1 + high) & (advantages > 0)
        metrics = {"ratio": ratio.detach(), "clip_low": below.float(), "clip_high": above.float(), "clip_fraction": (below | above).float()}
    return Terms(-surrogate * tokens.weights, metrics)
