"""Keys and values of a changing set of sequences: rows 0 … n−1 are live, each with columns of its own, written from the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from eft.backends._local.attention import Prefix

FIRST_CAPACITY = 256  # columns; doubled when a sequence grows beyond
WIDTH_MULTIPLE = 32  # attention reads a multiple of this many columns, so that sums do not depend on how long the others are


class Reading:
    """What transformers' attention layers need of a cache (`update`) while prompts are read: keeps every layer's keys and values."""

    def __init__(self) -> None:
        self._layers: list[tuple[Tensor, Tensor]] = []

    def update(self, keys: Tensor, values: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Store and return what to attend over: the prompts alone."""
        self._layers.append((keys, values))
        return keys, values

    def prefix(self, row: int, tokens: int) -> Prefix:
        """The first `tokens` columns of one row, as memory of their own."""
        keys, values = zip(*((k[row, :, :tokens].clone(), v[row, :, :tokens].clone()) for k, v in self._layers), strict=True)
        return Prefix(keys, values)


class Slots:
    """The same for decode steps, over buffers of fixed place. Neither is a `transformers.Cache`: no mask is built, so nothing asks for lengths."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._keys: list[Tensor] = []
        self._values: list[Tensor] = []
        self._capacity = FIRST_CAPACITY
        self._at: Tensor = torch.empty(0, dtype=torch.long)  # columns at which the step writes, one per live row
        self._each: Tensor = self._at  # the live rows
        self._width = 0

    def begin(self, lengths: Int[Tensor, " rows"], longest: int) -> None:
        """The next forward pass adds one token to each of the first len(lengths) rows, at column lengths[row]; `longest`: the highest."""
        self._reserve(longest + 1)
        self._at, self._width = lengths, min(self._capacity, -(-(longest + 1) // WIDTH_MULTIPLE) * WIDTH_MULTIPLE)
        self._each = torch.arange(len(lengths), device=lengths.device)

    @property
    def width(self) -> int:
        """Columns that the step attends over."""
        return self._width

    def update(
        self, keys: Float[Tensor, "rows heads 1 features"], values: Float[Tensor, "rows heads 1 features"], layer: int, *_: Any, **__: Any
    ) -> tuple[Tensor, Tensor]:
        """Store and return what to attend over."""
        if layer == len(self._keys):
            self._add_layer(keys)
        own_keys, own_values, count = self._keys[layer], self._values[layer], keys.shape[0]
        own_keys[self._each, :, self._at] = keys[:, :, 0]
        own_values[self._each, :, self._at] = values[:, :, 0]
        return own_keys[:count, :, : self._width], own_values[:count, :, : self._width]

    def write(self, row: int, prefix: Prefix) -> None:
        """Begin `row` with a prompt that it shares with no other."""
        tokens = prefix.keys[0].shape[1]
        self._reserve(tokens)
        for layer, (keys, values) in enumerate(zip(prefix.keys, prefix.values, strict=True)):
            if layer == len(self._keys):
                self._add_layer(keys[None])
            self._keys[layer][row, :, :tokens] = keys
            self._values[layer][row, :, :tokens] = values

    def prefix(self, row: int, tokens: int) -> Prefix:
        """A copy of the first columns of a row, for others to share."""

        def first(buffers: Sequence[Tensor]) -> list[Tensor]:
            return [buffer[row, :, :tokens].clone() for buffer in buffers]

        return Prefix(first(self._keys), first(self._values))

    def move(self, source: int, target: int, columns: int) -> None:
        """Copy the first columns of one row over another (the last live row into a freed one)."""
        for buffer in (*self._keys, *self._values):
            buffer[target, :, :columns] = buffer[source, :, :columns]

    def _add_layer(self, like: Tensor) -> None:
        shape = (self._rows, like.shape[1], self._capacity, like.shape[3])
        self._keys.append(like.new_zeros(shape))
        self._values.append(like.new_zeros(shape))

    def _reserve(self, columns: int) -> None:
        if columns <= self._capacity:
            return
        old = self._capacity
        while self._capacity < columns:
            self._capacity *= 2
        for buffers in (self._keys, self._values):
            for layer, buffer in enumerate(buffers):
                grown = buffer.new_zeros((*buffer.shape[:2], self._capacity, buffer.shape[3]))
                grown[:, :, :old] = buffer
                buffers[layer] = grown
