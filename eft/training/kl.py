"""KL divergence of the policy from a frozen reference, estimated at the sampled tokens.

With d = log π_ref − log π: k1 = −d (unbiased), k2 = d²/2, k3 = e^d − d − 1 (unbiased, never negative): Schulman,
http://joschu.net/blog/kl-approx.html. Differentiated as they stand, none of them has the gradient of the KL (that of k1 is 0 on average);
times the importance weight π/π_old, k1 and k3 have it, on-policy too: DeepSeek-V3.2, arXiv 2512.02556 eq. 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from eft.training.losses._tokens import MAX_LOG_RATIO, Terms, Tokens


@dataclass(frozen=True, slots=True)
class Kl:
    """coef: 0 turns it off. correct: times the importance weight. where: `loss` adds it to the loss; `reward` takes it from the advantages."""

    coef: float = 0.0
    estimator: Literal["k1", "k2", "k3"] = "k3"
    correct: bool = True
    where: Literal["loss", "reward"] = "loss"

    def __post_init__(self) -> None:
        if self.coef < 0:
            raise ValueError(f"coef={self.coef}: expected at least 0")

    def terms(self, tokens: Tokens, reference: Float[Tensor, " tokens"]) -> Terms:
        """coef × KL of each token, for the same shares as the policy loss; its metric `kl` is the plain estimate.

        Corrected, it carries the whole weight π/π_sampler: the ratio, with gradient, times the mismatch factor.
        """
        kl = self.estimate(torch.where(tokens.kept, tokens.logprobs, 0.0), torch.where(tokens.kept, reference, 0.0))
        factor = tokens.log_ratio.exp() * tokens.weights if self.correct else tokens.kept.to(kl.dtype)
        return Terms(self.coef * kl * factor, {"kl": kl.detach()})

    def estimate(self, logprobs: Float[Tensor, " tokens"], reference: Float[Tensor, " tokens"]) -> Float[Tensor, " tokens"]:
        """The chosen estimator at each token, in nats."""
        difference = (reference - logprobs).clamp(-MAX_LOG_RATIO, MAX_LOG_RATIO)
        if self.estimator == "k1":
            return -difference
        if self.estimator == "k2":
            return difference.square() / 2
        return difference.exp() - difference - 1

    def shaped(
        self,
        advantages: Float[Tensor, " tokens"],
        old: Float[Tensor, " tokens"],
        reference: Float[Tensor, " tokens"],
        kept: Bool[Tensor, " tokens"],
    ) -> Float[Tensor, " tokens"]:
        """Advantages less coef × (KL − its mean over the kept tokens), for ALL tokens of the step at once.

        Centred so that the penalty moves probability between tokens and not all of it up or down, as TTT-Discover does
        (github.com/test-time-training/discover, rl/train.py).
        """
        kl = torch.where(kept, self.estimate(torch.where(kept, old, 0.0), torch.where(kept, reference, 0.0)), 0.0)
        mean = kl.sum() / kept.sum().clamp(min=1)
        return torch.where(kept, advantages - self.coef * (kl - mean), advantages)
