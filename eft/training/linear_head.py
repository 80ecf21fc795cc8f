"""Chunked log-probabilities of a plain linear head, with a backward pass of its own.

With x = h Wᵀ + b the logits, p their softmax at temperature T over the ids that could be chosen, H its entropy, and g, k the gradients that
arrive at log p(target) and H,

    ∂/∂(x/T) = g (onehot − p) − k p (log p + H)

Logits are made again chunk by chunk; each becomes its own gradient in place, and what it adds to W's is added in place. Left to autograd, a
chunk holds four arrays of its size and every chunk a whole copy of W's gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

Blocked = Callable[[], Tensor] | None  # maker of the mask of ids that could not be chosen


class LinearHead(torch.autograd.Function):
    """apply(hidden, weight, bias, targets, blocked, rows, temperature, entropy) -> (log-probabilities, entropies or None), float32.

    blocked: for each chunk of `rows` tokens. Multiplies in autocast's precision where that is on, else in the weight's.
    """

    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, weight: Tensor, bias: Tensor | None, targets: Tensor, blocked: list[Blocked], rows: int,
        temperature: float, entropy: bool,
    ) -> tuple[Tensor, Tensor | None]:  # fmt: skip
        kind = hidden.device.type
        precision = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else weight.dtype
        ctx.setting = blocked, rows, temperature, entropy, precision
        logprobs, highest, sizes, entropies = list[Tensor](), list[Tensor](), list[Tensor](), list[Tensor]()
        with torch.autocast(kind, enabled=False):
            for number, part in enumerate(_parts(len(targets), rows)):
                logits = _logits(hidden[part], weight, bias, blocked[number], temperature, precision)
                highest.append(logits.amax(-1))
                logits -= highest[-1][:, None]
                sizes.append(logits.exp().sum(-1).log())
                logprobs.append(logits.gather(-1, targets[part, None]).squeeze(-1) - sizes[-1])
                if entropy:
                    logs = logits.sub_(sizes[-1][:, None])
                    entropies.append(-(logs.exp() * logs.masked_fill(logs == -torch.inf, 0.0)).sum(-1))
        found = torch.cat(entropies) if entropy else None
        ctx.save_for_backward(hidden, weight, bias, targets, torch.cat(highest), torch.cat(sizes), found)
        return torch.cat(logprobs), found

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, of_logprobs: Tensor, of_entropy: Tensor | None) -> tuple[Tensor | None, ...]:
        blocked, rows, temperature, entropy, precision = ctx.setting
        hidden, weight, bias, targets, highest, sizes, entropies = ctx.saved_tensors
        needed = dict(zip(("hidden", "weight", "bias"), ctx.needs_input_grad, strict=False))
        of_hidden = torch.empty_like(hidden) if needed["hidden"] else None
        of_weight = torch.zeros_like(weight) if needed["weight"] else None
        of_bias = torch.zeros_like(bias) if bias is not None and needed["bias"] else None
        for number, part in enumerate(_parts(len(targets), rows)):
            logits = _logits(hidden[part], weight, bias, blocked[number], temperature, precision)
            logits = logits.sub_(highest[part, None]).sub_(sizes[part, None])  # one after the other: their sum would be rounded
            if entropy and of_entropy is not None:
                logs = logits.masked_fill(logits == -torch.inf, 0.0).add_(entropies[part, None]).mul_(of_entropy[part, None])
                slope = logits.exp_().neg_().mul_(logs.add_(of_logprobs[part, None]))
            else:
                slope = logits.exp_().mul_(-of_logprobs[part, None])
            slope.scatter_add_(-1, targets[part, None], of_logprobs[part, None])
            slope = slope.div_(temperature).to(precision)
            if of_hidden is not None:
                of_hidden[part] = slope @ weight.to(precision)
            if of_weight is not None:
                _add_product(of_weight, slope, hidden[part].to(precision))
            if of_bias is not None:
                of_bias += slope.sum(0)
        return of_hidden, of_weight, of_bias, None, None, None, None, None


def _parts(count: int, rows: int) -> list[slice]:
    return [slice(start, start + rows) for start in range(0, count, rows)] or [slice(0, 0)]


def _logits(hidden: Tensor, weight: Tensor, bias: Tensor | None, blocked: Blocked, temperature: float, precision: torch.dtype) -> Tensor:
    """Of one chunk, divided by the temperature, −∞ where blocked; float32 and nobody else's, so it may be overwritten."""
    logits = F.linear(hidden.to(precision), weight.to(precision), None if bias is None else bias.to(precision)).float()
    if temperature != 1:
        logits /= temperature
    return logits if blocked is None else logits.masked_fill_(blocked(), -torch.inf)


def _add_product(total: Tensor, slope: Tensor, hidden: Tensor) -> None:
    """total += slopeᵀ hidden; through a product of its own where the precisions differ, since the sum keeps the weight's."""
    if total.dtype == slope.dtype:
        total.addmm_(slope.T, hidden)
    else:
        total += slope.T @ hidden
