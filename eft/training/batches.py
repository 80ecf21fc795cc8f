"""Which examples form which optimiser step, and their token arrays.

Step k is a pure function of the examples' lengths, the seed and k: nothing has to be remembered to resume in the middle of an epoch.
Legend: `row` a line of the batch, `document` one example inside a row (a packed row holds several).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

POOL_STEPS = 50  # steps' worth of shuffled examples that are sorted by length together: little padding, mixing kept
NO_DOCUMENT = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Tokenised examples, ragged: example i is `[offsets[i], offsets[i + 1])`. answer: 1 where the token is the assistant's."""

    tokens: NDArray[np.int32]
    answer: NDArray[np.bool_]
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Ints:
        return np.diff(self.offsets)

    @staticmethod
    def of(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Examples:
        """From (prompt ids, answer ids) pairs."""
        sizes = np.array([len(prompt) + len(reply) for prompt, reply in pairs], dtype=np.int64)
        tokens = np.fromiter((t for prompt, reply in pairs for t in (*prompt, *reply)), dtype=np.int32, count=int(sizes.sum()))
        answer = np.fromiter(
            (flag for prompt, reply in pairs for flag in (*[False] * len(prompt), *[True] * len(reply))), np.bool_, int(sizes.sum())
        )
        return Examples(tokens, answer, np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))


def plan_steps(lengths: Ints, *, seed: int, batch_tokens: int, epochs: float, tokens: int | None = None) -> list[Ints]:
    """Example numbers of every optimiser step, for `epochs` passes (parts of one count) or until `tokens` are seen.

    A step holds at most `batch_tokens` cells of its padded rectangle, but at least one example.
    """
    steps: list[Ints] = []
    left = float(tokens) if tokens is not None else epochs * float(lengths.sum())
    for epoch in range(1 << 30):
        for step in _epoch(lengths, np.random.default_rng((seed, epoch)), batch_tokens):
            if left <= 0:
                return steps
            steps.append(step)
            left -= float(lengths[step].sum())
    raise AssertionError("unreachable")


def _epoch(lengths: Ints, random: np.random.Generator, batch_tokens: int) -> list[Ints]:
    """All examples once: shuffled, sorted by length inside pools, cut into steps, steps shuffled."""
    order = random.permutation(len(lengths))
    pool = max(1, int(POOL_STEPS * batch_tokens / max(1.0, float(lengths.mean()))))
    steps = [
        step
        for start in range(0, len(order), pool)
        for step in _cut(order[start : start + pool][np.argsort(lengths[order[start : start + pool]], kind="stable")], lengths, batch_tokens)
    ]
    return [steps[i] for i in random.permutation(len(steps))]


def _cut(order: Ints, lengths: Ints, batch_tokens: int) -> Iterator[Ints]:
    """Consecutive runs of length-sorted examples whose padded rectangle fits."""
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (end + 1 - start) * lengths[order[end]] > batch_tokens:
            yield order[start:end]
            start = end


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays [rows, columns]. targets[r, c] follows tokens[r, c] in the same document; its loss weight is 0 elsewhere.

    documents: number of the document inside its row, NO_DOCUMENT for padding. answer: the target is the assistant's.
    """

    tokens: Ints
    targets: Ints
    answer: NDArray[np.bool_]
    seen: NDArray[np.bool_]  # the target exists
    positions: Ints
    documents: Ints


def padded_batch(examples: Examples, chosen: Sequence[int] | Ints) -> Batch:
    """One example a row, padded on the right."""
    return packed_batch(examples, [[int(i)] for i in chosen])


def packed_batch(examples: Examples, rows: Sequence[Sequence[int]]) -> Batch:
    """Several examples a row, one after the other, positions from 0 in each."""
    width = max(sum(int(examples.lengths[i]) for i in row) for row in rows)
    shape = (len(rows), width)
    tokens, targets, positions = (np.zeros(shape, np.int64) for _ in range(3))
    answer, seen = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    documents = np.full(shape, NO_DOCUMENT, np.int64)
    for r, row in enumerate(rows):
        at = 0
        for number, example in enumerate(row):
            span = slice(int(examples.offsets[example]), int(examples.offsets[example + 1]))
            size = span.stop - span.start
            place, inner = slice(at, at + size), slice(at, at + size - 1)
            tokens[r, place] = examples.tokens[span]
            targets[r, inner] = examples.tokens[span][1:]
            answer[r, inner] = examples.answer[span][1:]
            seen[r, inner] = True
            positions[r, place] = np.arange(size)
            documents[r, place] = number
            at += size
    return Batch(tokens, targets, answer, seen, positions, documents)
