"""Which examples form which optimiser step, and which rows of a step go through the model together.

Step k is a pure function of the examples' lengths, the seed and k: nothing has to be remembered to resume in the middle of an epoch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

POOL_STEPS = 50  # steps' worth of shuffled examples that are sorted by length together: little padding, mixing kept

Ints = NDArray[np.int64]


def plan_steps(
    lengths: Ints, *, seed: int, batch_tokens: int, epochs: float, tokens: int | None = None, batch_examples: int | None = None
) -> list[Ints]:
    """Example numbers of every optimiser step, for `epochs` passes (a fraction ends within one) or until `tokens` are seen.

    A step holds `batch_examples` examples (the last of an epoch what is left), or, without that, at most `batch_tokens` cells of its
    padded rectangle, but at least one example.
    """
    steps: list[Ints] = []
    left = float(tokens) if tokens is not None else epochs * float(lengths.sum())
    for epoch in count():
        random = np.random.default_rng((seed, epoch))
        for step in _by_count(len(lengths), random, batch_examples) if batch_examples else _by_cells(lengths, random, batch_tokens):
            if left <= 0:
                return steps
            steps.append(step)
            left -= float(lengths[step].sum())
    raise AssertionError("unreachable")


def micro_batches(sizes: Sequence[int], cells: int) -> list[list[int]]:
    """Rows of the given sizes in groups whose rectangle (rows × longest) has at most `cells`, largest first; a row alone may have more."""
    groups: list[list[int]] = []
    for row in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
        if groups and (len(groups[-1]) + 1) * sizes[groups[-1][0]] <= cells:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _by_count(examples: int, random: np.random.Generator, size: int) -> list[Ints]:
    """All examples once, shuffled, in steps of `size`."""
    order = random.permutation(examples)
    return [order[start : start + size] for start in range(0, examples, size)]


def _by_cells(lengths: Ints, random: np.random.Generator, batch_tokens: int) -> list[Ints]:
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
