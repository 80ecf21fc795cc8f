"""Key-value cache of a changing set of sequences: rows 0 … n−1 are live, each with a length of its own, written from the left."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

FIRST_CAPACITY = 256  # columns; doubled when a sequence grows beyond
WIDTH_MULTIPLE = 64  # attention reads a multiple of this many columns, so that sums do not depend on how long the others are


class Slots:
    """What transformers' attention layers need of a cache (`update`), over buffers of fixed place. Not a `transformers.Cache`:
    the masks are given explicitly, so nothing asks for lengths.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._keys: list[Tensor] = []
        self._values: list[Tensor] = []
        self._capacity = FIRST_CAPACITY
        self._first = 0  # row at which a prefill writes
        self._at: Tensor | None = None  # columns at which a decode step writes, one per live row; None: prefill
        self._width = 0

    def begin_prefill(self, first: int, columns: int) -> None:
        """The next forward pass fills rows `first`, `first` + 1, … from column 0."""
        self._reserve(columns)
        self._first, self._at = first, None

    def begin_decode(self, lengths: Int[Tensor, " rows"]) -> None:
        """The next forward pass adds one token to each of the first len(lengths) rows, at column lengths[row]."""
        longest = int(lengths.max()) + 1
        self._reserve(longest)
        self._at, self._width = lengths, min(self._capacity, -(-longest // WIDTH_MULTIPLE) * WIDTH_MULTIPLE)

    @property
    def width(self) -> int:
        """Columns that the decode step attends over."""
        return self._width

    def update(
        self,
        keys: Float[Tensor, "rows heads columns features"],
        values: Float[Tensor, "rows heads columns features"],
        layer: int,
        *_: Any,
        **__: Any,
    ) -> tuple[Tensor, Tensor]:
        """Store and return what to attend over."""
        if layer == len(self._keys):
            shape = (self._rows, keys.shape[1], self._capacity, keys.shape[3])
            self._keys.append(keys.new_zeros(shape))
            self._values.append(values.new_zeros(shape))
        own_keys, own_values, count = self._keys[layer], self._values[layer], keys.shape[0]
        if self._at is None:
            place = (slice(self._first, self._first + count), slice(None), slice(0, keys.shape[2]))
            own_keys[place], own_values[place] = keys, values
            return keys, values
        rows = torch.arange(count, device=keys.device)
        own_keys[rows, :, self._at] = keys[:, :, 0]
        own_values[rows, :, self._at] = values[:, :, 0]
        return own_keys[:count, :, : self._width], own_values[:count, :, : self._width]

    def move(self, source: int, target: int) -> None:
        """Copy one row over another (the last live row into a freed one)."""
        for buffer in (*self._keys, *self._values):
            buffer[target] = buffer[source]

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
