"""Packing documents into rows of a fixed size: best-fit decreasing, and the position and document numbers that keep them apart.

Legend: R rows, T places of a row.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_DOCUMENT = -1


def pack(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Rows of document numbers; each document, longest first, goes to the fullest row that still holds it.

    Deterministic (ties: lower document, then lower row). Raises ValueError for a document longer than `capacity`.
    Uses at most 11/9 of the fewest possible rows, plus a constant (Johnson 1973).
    """
    if (longest := max(lengths, default=0)) > capacity:
        raise ValueError(f"a document of {longest} tokens does not fit into rows of {capacity}")
    rows: list[list[int]] = []
    room: list[tuple[int, int]] = []  # (free places, row), sorted
    for document in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        at = bisect_left(room, (lengths[document], -1))
        if at == len(room):
            rows.append([])
            free, row = capacity, len(rows) - 1
        else:
            free, row = room.pop(at)
        rows[row].append(document)
        insort(room, (free - lengths[document], row))
    return rows


@dataclass(frozen=True, slots=True)
class Packed:
    """Arrays [R, T]; padding has token `pad`, weight 0, position 0 and document NO_DOCUMENT. positions restart in each document."""

    tokens_R_T: NDArray[np.int64]
    weights_R_T: NDArray[np.float32]
    positions_R_T: NDArray[np.int64]
    documents_R_T: NDArray[np.int64]


def fill(rows: Sequence[Sequence[int]], tokens: Sequence[Sequence[int]], weights: Sequence[Sequence[float]], pad: int = 0) -> Packed:
    """The packed arrays of `rows`, as wide as the fullest row. The first weight of each document is 0: nothing predicts its first token."""
    width = max((sum(len(tokens[i]) for i in row) for row in rows), default=0)
    shape = (len(rows), width)
    packed = Packed(
        np.full(shape, pad, np.int64), np.zeros(shape, np.float32), np.zeros(shape, np.int64), np.full(shape, NO_DOCUMENT, np.int64)
    )
    for r, row in enumerate(rows):
        at = 0
        for document in row:
            size = len(tokens[document])
            place = slice(at, at + size)
            packed.tokens_R_T[r, place] = tokens[document]
            packed.weights_R_T[r, place] = weights[document]
            packed.weights_R_T[r, at : at + 1] = 0.0
            packed.positions_R_T[r, place] = np.arange(size)
            packed.documents_R_T[r, place] = document
            at += size
    return packed
