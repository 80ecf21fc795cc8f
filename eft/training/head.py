"""Log-probabilities of chosen tokens without ever holding the logits of more than a chunk of tokens.

With x the logits of one token, T the temperature and A the ids that could be chosen there,

    log p(v) = x_v / T − log Σ_{u ∈ A} exp(x_u / T),    entropy = −Σ_{u ∈ A} p(u) log p(u)

which is the distribution a sampler draws from at temperature T with top-p 1, restricted to A where decoding was constrained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from eft.training.linear_head import LinearHead
from eft.training.shapes import SCORED, missing


@dataclass(frozen=True, slots=True)
class Scored:
    """logprobs: of the targets, in nats. entropy: of each token's distribution, in nats; None if it was not asked for."""

    logprobs: Float[Tensor, " tokens"]
    entropy: Float[Tensor, " tokens"] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """chunk_elements: logits held at once (tokens × vocabulary); with more than one chunk they are recomputed in the backward pass.

    A plain `nn.Linear` has a backward pass of its own, which needs the memory of two chunks; anything else is checkpointed, which needs more.
    """

    chunk_elements: int = 1 << 24  # 64 MB in float32

    def __post_init__(self) -> None:
        if self.chunk_elements < 1:
            raise ValueError(f"chunk_elements={self.chunk_elements}: expected at least 1")

    def __call__(
        self,
        hidden: Float[Tensor, "tokens features"],
        targets: Int[Tensor, " tokens"],
        output: Callable[[Tensor], Tensor],
        vocabulary: int,
        *,
        temperature: float = 1.0,
        allowed: Sequence[Tensor | None] | None = None,
        entropy: bool = False,
    ) -> Scored:
        """Log-probability of each target in float32, whatever the precision of `output`, which maps hidden states to `vocabulary` logits.

        allowed[t]: ids that token t was chosen from (None: all); a token with a single one has log-probability 0 and no gradient.
        Raises ValueError for a temperature that is not positive, and for a target that is not among its allowed ids.
        """
        if temperature <= 0:
            raise ValueError(f"temperature={temperature}: expected more than 0; greedy decoding has no distribution to train")
        if allowed is not None and len(allowed) != len(targets):
            raise ValueError(f"{len(allowed)} sets of allowed ids for {len(targets)} tokens")
        count = len(targets)
        if extra := missing(count, SCORED, hidden.device):
            hidden, targets = F.pad(hidden, (0, 0, 0, extra)), F.pad(targets, (0, extra))
            allowed = None if allowed is None else [*allowed, *[None] * extra]
        rows = max(1, self.chunk_elements // vocabulary)
        parts = [slice(start, start + rows) for start in range(0, len(targets), rows)] or [slice(0, 0)]
        blocked = [None if allowed is None else _blocked(allowed[part], targets[part], vocabulary) for part in parts]
        if type(output) is nn.Linear and len(parts) > 1:
            linear: Callable[..., tuple[Tensor, Tensor | None]] = LinearHead.apply
            logprobs, entropies = linear(hidden, output.weight, output.bias, targets.long(), blocked, rows, temperature, entropy)
            return Scored(logprobs[:count], None if entropies is None else entropies[:count])
        score = partial(_chunk, output=output, temperature=temperature, entropy=entropy)
        found = []
        for part, mask in zip(parts, blocked, strict=True):
            inputs = hidden[part], targets[part], mask
            found.append(score(*inputs) if len(parts) == 1 else checkpoint(score, *inputs, use_reentrant=False))
        each_logprobs, each_entropies = zip(*found, strict=True)
        return Scored(torch.cat(each_logprobs)[:count], torch.cat(each_entropies)[:count] if entropy else None)


def _chunk(
    hidden: Tensor,
    targets: Tensor,
    blocked: Callable[[], Tensor] | None,
    *,
    output: Callable[[Tensor], Tensor],
    temperature: float,
    entropy: bool,
) -> tuple[Tensor, Tensor | None]:
    logits = output(hidden).float()
    if temperature != 1:
        logits = logits / temperature
    mask = None if blocked is None else blocked()
    if mask is not None:
        logits = logits.masked_fill(mask, -torch.inf)
    logs = logits.log_softmax(-1)
    chosen = logs.gather(-1, targets[:, None].long()).squeeze(-1)
    if not entropy:
        return chosen, None
    finite = logs if mask is None else logs.masked_fill(mask, 0.0)  # p log p of a blocked id is 0, not 0 × −∞
    return chosen, -(logs.exp() * finite).sum(-1)


def _blocked(allowed: Sequence[Tensor | None], targets: Tensor, vocabulary: int) -> Callable[[], Tensor] | None:
    """Maker of the mask [tokens, vocabulary] of the ids that could not be chosen; None where every id could.

    A maker, because a mask is a quarter of the size of its logits: kept for the backward pass it would grow with the number of chunks.
    """
    if all(ids is None for ids in allowed):
        return None
    for token, (ids, target) in enumerate(zip(allowed, targets.tolist(), strict=True)):
        if ids is not None and not bool((ids == target).any()):
            raise ValueError(f"token {token} of the chunk: id {target} is not among the {len(ids)} ids it was chosen from")

    def mask() -> Tensor:
        blocked = torch.zeros(len(targets), vocabulary, dtype=torch.bool, device=targets.device)
        for row, ids in zip(blocked, allowed, strict=True):
            if ids is not None:
                row.fill_(True)
                row[ids.to(row.device)] = False
        return blocked

    return mask
