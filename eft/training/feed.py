"""Micro-batches for the trainer, from the step it stands at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from eft.training.batches import Batch, Examples, Ints, packed_batch
from eft.training.packing import pack


class Feed:
    """Iterable over the micro-batches of all steps. `position` says at which step to start: the trainer's own counter.

    prompt_weight is needed here because a step's loss is normalised over all its micro-batches.
    """

    def __init__(
        self,
        examples: Examples,
        steps: Sequence[Ints],
        *,
        prompt_weight: float,
        accumulate: int,
        row_tokens: int | None,
        position: Callable[[], int],
    ) -> None:
        self._examples, self._steps, self._position = examples, steps, position
        self._prompt_weight, self._accumulate, self._row_tokens = prompt_weight, accumulate, row_tokens

    def __len__(self) -> int:
        return len(self._steps) * self._accumulate

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        for step in range(self._position(), len(self._steps)):
            yield from self.step(step)

    def state_dict(self) -> dict[str, int]:
        """Empty on purpose: tells Lightning that this loader resumes by itself (from the step counter)."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def step(self, number: int) -> list[dict[str, Tensor]]:
        """The micro-batches of one optimiser step; a step with fewer rows than micro-batches repeats none and fills with zero weight."""
        rows = self._rows(self._steps[number])
        shares = [rows[m :: self._accumulate] or rows[:1] for m in range(self._accumulate)]
        batches = [packed_batch(self._examples, share) for share in shares]
        for empty in batches[len(rows) :]:
            empty.seen[:] = False
        total = sum(float(np.where(b.answer, 1.0, self._prompt_weight)[b.seen].sum()) for b in batches)
        return [self._tensors(batch, total / self._accumulate) for batch in batches]

    def _rows(self, chosen: Ints) -> list[list[int]]:
        if self._row_tokens is None:
            return [[int(i)] for i in chosen]
        return [[int(chosen[i]) for i in row] for row in pack([int(n) for n in self._examples.lengths[chosen]], self._row_tokens)]

    def _tensors(self, batch: Batch, norm: float) -> dict[str, Tensor]:
        names = ["tokens", "targets", "answer", "seen"] + (["positions", "documents"] if self._row_tokens is not None else [])
        return {name: torch.from_numpy(getattr(batch, name)) for name in names} | {"norm": torch.tensor(norm)}


