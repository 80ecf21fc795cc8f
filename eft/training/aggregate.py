"""How the terms of single tokens become the loss of one optimiser step.

The share of a token is computed once from the counts of the whole step; the loss is the sum of term × share over every token of every
micro-batch and rank. No denominator is taken from a part of the step, so no way of splitting it changes the loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

from eft.training.losses._tokens import Aggregate


def shares(
    kept_per_sequence: Int[NDArray[Any], " sequences"], how: Aggregate, divisor: float = 1.0
) -> Float[NDArray[np.float64], " sequences"]:
    """Factor of each token of each sequence of the step; 0 for a sequence without kept tokens, which is not counted either.

    token: all kept tokens weigh the same. sequence: all sequences do, and the tokens within one. constant: every token weighs
    1 / (sequences × divisor) (Dr. GRPO, arXiv 2503.20783). Raises ValueError for negative counts and a divisor that is not positive.
    """
    kept = np.asarray(kept_per_sequence, np.float64)
    if (kept < 0).any() or divisor <= 0:
        raise ValueError(f"counts must be at least 0 and divisor={divisor} more than 0")
    counted = kept > 0
    if not counted.any():
        return np.zeros(len(kept))
    if how == "token":
        return np.where(counted, 1 / kept.sum(), 0.0)
    sequences = counted.sum()
    each = np.maximum(kept, 1) if how == "sequence" else divisor
    return np.where(counted, 1 / (sequences * each), 0.0)
