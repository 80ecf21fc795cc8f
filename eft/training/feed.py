"""Micro-batches for the trainer, from the step it stands at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from eft.text.pack import fill, pack
from eft.training.batches import Ints
from eft.training.examples import Examples


class ExampleFeed:
    """Iterable over the micro-batches of all steps. `position` says at which step to start: the trainer's own counter.

    A micro-batch: tokens, weights [rows, columns]; norm, the loss weight of the whole step over its number of micro-batches;
    count of real tokens; and for packed rows (`row_tokens` given) positions and documents.
    """

    def __init__(
        self, examples: Examples, steps: Sequence[Ints], *, accumulate: int, row_tokens: int | None, position: Callable[[], int]
    ) -> None:
        self._examples, self._steps, self._position = examples, steps, position
        self._accumulate, self._row_tokens = accumulate, row_tokens

    def __len__(self) -> int:
        return len(self._steps) * self._accumulate

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        for number in range(self._position(), len(self._steps)):
            yield from self.step(number)

    def state_dict(self) -> dict[str, int]:
        """Empty on purpose: tells Lightning that this loader resumes by itself (from the step counter)."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def step(self, number: int) -> list[dict[str, Tensor]]:
        """The micro-batches of one optimiser step; with fewer rows than micro-batches some have weight 0."""
        rows = self._rows(self._steps[number])
        shares = [rows[m :: self._accumulate] or rows[:1] for m in range(self._accumulate)]
        packed = [fill(share, self._examples.tokens, self._examples.weights) for share in shares]
        for idle in packed[len(rows) :]:
            idle.weights_R_T[:] = 0
        norm = torch.tensor(sum(float(p.weights_R_T.sum(dtype=np.float64)) for p in packed) / self._accumulate)
        found = []
        for p in packed:
            batch = {"tokens": p.tokens_R_T, "weights": p.weights_R_T}
            if self._row_tokens is not None:
                batch |= {"positions": p.positions_R_T, "documents": p.documents_R_T}
            count = torch.tensor(int((p.documents_R_T >= 0).sum()))
            found.append({name: torch.from_numpy(array) for name, array in batch.items()} | {"norm": norm, "count": count})
        return found

    def _rows(self, chosen: Ints) -> list[list[int]]:
        """One example a row, or several where rows are packed."""
        if self._row_tokens is None:
            return [[int(i)] for i in chosen]
        return [[int(chosen[i]) for i in row] for row in pack([int(n) for n in self._examples.lengths[chosen]], self._row_tokens)]
