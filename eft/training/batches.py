"""Which examples form which optimiser step.

Step k is a pure function of the examples' lengths, the seed and k: nothing has to be remembered to resume in the middle of an epoch.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from numpy.typing import NDArray

POOL_STEPS = 50  # steps' worth of shuffled examples that are sorted by length together: little padding, mixing kept

Ints = NDArray[np.int64]


def plan_steps(lengths: Ints, *, seed: int, batch_tokens: int, epochs: float, tokens: int | None = None) -> list[Ints]:
    """Example numbers of every optimiser step, for `epochs` passes (a fraction ends within one) or until `tokens` are seen.

    A step holds at most `batch_tokens` cells of its padded rectangle, but at least one example.
    """
    steps: list[Ints] = []
    left = float(tokens) if tokens is not None else epochs * float(lengths.sum())
    for epoch in count():
        for step in _epoch(lengths, np.random.default_rng((seed, epoch)), batch_tokens):
            if left <= 0:
                return steps
            steps.append(step)
            left -= float(lengths[step].sum())
    raise AssertionError("unreachable")


def _epoch(lengths: Ints, random: np.random.Generator, batch_tokens: int) -> list[Ints]:
    """All examples once: shuffled, sorted by length inside pools, cut into steps, steps shuffled."""
    order = random.permutation(len(lengths))
    size = max(1, int(POOL_STEPS * batch_tokens / max(1.0, float(lengths.mean()))))
    pools = [order[start : start + size] for start in range(0, len(order), size)]
    steps = [step for pool in pools for step in rectangles(pool[np.argsort(lengths[pool], kind="stable")], lengths, batch_tokens)]
    return [steps[i] for i in random.permutation(len(steps))]


def rectangles(order: Ints, lengths: Ints, batch_tokens: int) -> Iterator[Ints]:
    """Consecutive runs of length-sorted examples whose padded rectangle has at most `batch_tokens` cells (or a single example)."""
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (end + 1 - start) * lengths[order[end]] > batch_tokens:
            yield order[start:end]
            start = end
