"""KTO: learning from single replies marked desirable or undesirable (Kahneman-Tversky optimisation, arXiv 2402.01306, eq. 7–8).

    r = log π(y|x) − log π_ref(y|x),    z = max(0, mean over mismatched pairs (x, y') of log π(y'|x) − log π_ref(y'|x))
    loss = λ_D (1 − σ(β (r − z))) for a desirable reply, λ_U (1 − σ(β (z − r))) for an undesirable one

z estimates KL(π ‖ π_ref); it takes no gradient and is one number for the whole optimiser step.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Losses:
    """loss, reward: of each example; reward = β r, without gradient."""

    loss: Float[Tensor, " examples"]
    reward: Float[Tensor, " examples"]


@dataclass(frozen=True, slots=True)
class Preference:
    """beta: how soon a gain saturates, per nat. desirable, undesirable: λ_D, λ_U; with unequal numbers n the paper keeps
    λ_D n_D / (λ_U n_U) within 1 to 3/2 (eq. 9).
    """

    beta: float = 0.1
    desirable: float = 1.0
    undesirable: float = 1.0

    def __post_init__(self) -> None:
        if self.beta <= 0 or min(self.desirable, self.undesirable) < 0:
            raise ValueError(f"beta={self.beta}: expected more than 0; weights {self.desirable}, {self.undesirable}: at least 0")

    def __call__(
        self,
        policy: Float[Tensor, " examples"],
        reference: Float[Tensor, " examples"],
        desirable: Bool[Tensor, " examples"],
        zero: Float[Tensor, ""],
    ) -> Losses:
        """policy, reference: log-probability of each whole reply, in nats; zero: `zero_point` of the step."""
        gain = policy - reference
        sign = torch.where(desirable, 1.0, -1.0).to(gain.dtype)
        weight = torch.where(desirable, self.desirable, self.undesirable).to(gain.dtype)
        return Losses(weight * torch.sigmoid(-self.beta * sign * (gain - zero.detach())), (self.beta * gain).detach())


def zero_point(total: Float[Tensor, ""], pairs: Float[Tensor, ""]) -> Float[Tensor, ""]:
    """z from the sum of log π − log π_ref over the step's mismatched pairs and their number (0 without any)."""
    return (total / pairs.clamp(min=1)).clamp(min=0).detach()
