"""Micro-batches for the trainer, from the step it stands at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from eft.text.pack import Packed, fill, pack
from eft.training.batches import Ints, micro_batches
from eft.training.examples import Examples
from eft.training.job import Place

Rows = list[list[int]]  # example numbers, one list a row
IDLE = 2  # tokens of a micro-batch that only keeps a process in step with the others


class ExampleFeed:
    """Iterable over one process's micro-batches of all steps. `place.step` says at which step to start: the trainer's own counter.

    A step's rows are dealt to accumulate × world micro-batches, process r takes every world-th from the r-th on. A micro-batch:
    tokens, weights [rows, columns]; norm, the loss weight of the whole step over its number of micro-batches in all processes (so that
    neither their number nor the processes change the loss); count of real tokens; for packed rows positions and documents.

    row_tokens: capacity of a packed row (None: one example a row). micro_tokens: cells of a micro-batch at most (None: equal numbers of rows).
    """

    def __init__(
        self, examples: Examples, steps: Sequence[Ints], place: Place, *, row_tokens: int | None = None, micro_tokens: int | None = None
    ) -> None:
        self._examples, self._steps, self._place = examples, steps, place
        self._row_tokens, self._micro_tokens = row_tokens, micro_tokens
        self._weight = _loss_weight(examples)

    def __len__(self) -> int:
        return len(self._steps) * self._place.accumulate

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        for number in range(self._place.step(), len(self._steps)):
            yield from self.step(number)

    def state_dict(self) -> dict[str, int]:
        """Empty on purpose: tells Lightning that this loader resumes by itself (from the step counter)."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def step(self, number: int) -> Iterator[dict[str, Tensor]]:
        """This process's micro-batches of one optimiser step; with fewer of them than places some have weight 0."""
        place, chosen = self._place, self._steps[number]
        total = place.accumulate * place.world
        shares = deal(self._rows(chosen), self._examples.lengths, total, self._micro_tokens)
        norm = torch.tensor(float(self._weight[chosen].sum()) / total)
        for share in shares[place.rank :: place.world]:
            yield self._batch(share) | {"norm": norm} if share else self._idle(int(chosen[0])) | {"norm": norm}

    def _rows(self, chosen: Ints) -> Rows:
        return rows_of(chosen, self._examples.lengths, self._row_tokens)

    def _batch(self, rows: Rows) -> dict[str, Tensor]:
        return self._tensors(fill(rows, self._examples.tokens, self._examples.weights))

    def _idle(self, example: int) -> dict[str, Tensor]:
        tokens = self._examples.tokens[example][:IDLE].tolist()
        return self._tensors(fill([[0]], [tokens], [[0.0] * len(tokens)])) | {"count": torch.tensor(0)}

    def _tensors(self, p: Packed) -> dict[str, Tensor]:
        batch = {"tokens": p.tokens_R_T, "weights": p.weights_R_T}
        if self._row_tokens is not None:
            batch |= {"positions": p.positions_R_T, "documents": p.documents_R_T}
        return {name: torch.from_numpy(array) for name, array in batch.items()} | {"count": torch.tensor(int((p.documents_R_T >= 0).sum()))}


def rows_of(chosen: Ints, lengths: Ints, row_tokens: int | None) -> Rows:
    """One example a row, or several where rows are packed."""
    if row_tokens is None:
        return [[int(i)] for i in chosen]
    return [[int(chosen[i]) for i in row] for row in pack([int(n) for n in lengths[chosen]], row_tokens)]


def deal(rows: Rows, lengths: Ints, shares: int, micro_tokens: int | None) -> list[Rows]:
    """Rows in `shares` micro-batches, some of them empty when there are too few; neighbours are of like size.

    ValueError when micro_tokens needs more than `shares` of them.
    """
    if micro_tokens is None:
        return [rows[m::shares] for m in range(shares)]
    groups = micro_batches([int(lengths[row].sum()) for row in rows], micro_tokens)
    if len(groups) > shares:
        raise ValueError(f"{len(groups)} micro-batches of {micro_tokens} tokens do not fit into {shares}")
    return [[rows[i] for i in group] for group in groups] + [[] for _ in range(shares - len(groups))]


def shares_needed(steps: Sequence[Ints], lengths: Ints, row_tokens: int | None, micro_tokens: int) -> int:
    """Micro-batches of the step that needs most."""
    return max(len(micro_batches([int(lengths[row].sum()) for row in rows_of(step, lengths, row_tokens)], micro_tokens)) for step in steps)


def _loss_weight(examples: Examples) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Of each example, without its first token, which nothing predicts."""
    values, starts = examples.weights.values.astype(np.float64), examples.weights.offsets[:-1]
    sums: np.ndarray[tuple[int], np.dtype[np.float64]] = np.add.reduceat(values, starts) - values[starts]
    return sums
