"""Micro-batches of marked replies, and of prompts with somebody else's reply.

A micro-batch has tokens, weights [rows, columns] (weight 1 on the reply), numbers [rows, columns] (which example of the micro-batch a place
belongs to, −1 for padding), examples [E] (their numbers in the data) and, for packed rows, positions and documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from eft.text.pack import NO_DOCUMENT, fill, pack
from eft.training.batches import Ints
from eft.training.examples import Examples
from eft.training.job import Place

Texts = tuple[list[Any], list[Any]]  # tokens (int32) and weights (float32) of some examples, as arrays


@dataclass(frozen=True, slots=True)
class Marked:
    """Examples with their marks, and for each the example whose reply it lends for the mismatched pair. longest: tokens of a pair."""

    examples: Examples
    desirable: NDArray[np.bool_]
    partner: Ints
    longest: int

    @staticmethod
    def of(examples: Examples, desirable: NDArray[np.bool_], longest: int, seed: int) -> Marked:
        """Partners are a random cycle through all examples, so none is its own. ValueError for fewer than two examples."""
        if len(examples) < 2:
            raise ValueError("mismatched pairs need at least two examples")
        order = np.random.default_rng((seed, len(examples))).permutation(len(examples))
        partner = np.empty_like(order)
        partner[order] = np.roll(order, -1)
        return Marked(examples, desirable, partner, longest)

    def own(self, chosen: Ints) -> Texts:
        """Prompt and reply of each."""
        return [self.examples.tokens[int(i)] for i in chosen], [self.examples.weights[int(i)] for i in chosen]

    def mismatched(self, chosen: Ints) -> Texts:
        """The prompt of each with its partner's reply, cut at `longest` tokens."""
        tokens, weights = list[Any](), list[Any]()
        for i in chosen:
            other = int(self.partner[i])
            head, tail = self.examples.weights[int(i)] == 0, self.examples.weights[other] > 0
            joined = np.concatenate([self.examples.tokens[int(i)][head], self.examples.tokens[other][tail]])[: self.longest]
            tokens.append(joined)
            weights.append((np.arange(len(joined)) >= head.sum()).astype(np.float32))
        return tokens, weights


class PreferenceFeed:
    """One process's micro-batches of all steps, from the step at which the trainer stands.

    To the micro-batch come desirable [E], norm (examples of the step over its micro-batches in all processes), count of real tokens; and
    to the first one of a step `mismatched`, all micro-batches of mismatched pairs that this process scores for the step's zero point. A
    step's rows are dealt to accumulate × world micro-batches; what finds no row is a micro-batch of no examples.
    """

    def __init__(self, marked: Marked, steps: Sequence[Ints], place: Place, row_tokens: int | None = None) -> None:
        self.marked, self._steps, self._place, self._row_tokens = marked, steps, place, row_tokens

    def __len__(self) -> int:
        return len(self._steps) * self._place.accumulate

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number in range(self._place.step(), len(self._steps)):
            yield from self.step(number)

    def state_dict(self) -> dict[str, int]:
        """Empty on purpose: tells Lightning that this loader resumes by itself (from the step counter)."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def step(self, number: int) -> list[dict[str, Any]]:
        """The micro-batches of one optimiser step."""
        chosen = self._steps[number]
        own, mismatched = self._parts(chosen, self.marked.own(chosen)), self._parts(chosen, self.marked.mismatched(chosen))
        norm = torch.tensor(len(chosen) / (self._place.accumulate * self._place.world), dtype=torch.float32)
        for part in own:
            part["desirable"] = torch.from_numpy(self.marked.desirable[part["examples"].numpy()])
            part["norm"], part["count"] = norm, (part["numbers"] >= 0).sum()
        own[0]["mismatched"] = mismatched
        return own

    def _parts(self, chosen: Ints, texts: Texts) -> list[dict[str, Any]]:
        tokens, _ = texts
        rows = [[i] for i in range(len(tokens))] if self._row_tokens is None else pack([len(t) for t in tokens], self._row_tokens)
        total = self._place.accumulate * self._place.world
        shares = [rows[m::total] for m in range(total)]
        return [self._part(chosen, texts, share) for share in shares[self._place.rank :: self._place.world]]

    def _part(self, chosen: Ints, texts: Texts, rows: list[list[int]]) -> dict[str, Tensor]:
        tokens, weights = texts
        held = [i for row in rows for i in row]
        if not held:  # the process still has to go through the model with the others
            tokens, weights, rows = [tokens[0][:2]], [np.zeros(len(tokens[0][:2]), np.float32)], [[0]]
        packed = fill(rows, tokens, weights)
        numbers = np.full(packed.documents_R_T.shape, NO_DOCUMENT)
        for number, i in enumerate(held):
            numbers[packed.documents_R_T == i] = number
        arrays = {"tokens": packed.tokens_R_T, "weights": packed.weights_R_T, "numbers": numbers, "examples": chosen[held]}
        if self._row_tokens is not None:
            arrays |= {"positions": packed.positions_R_T, "documents": packed.documents_R_T}
        return {name: torch.from_numpy(array) for name, array in arrays.items()}
