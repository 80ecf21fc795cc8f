"""Best-fit decreasing: documents into rows of a fixed size."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence


def pack(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Rows of document numbers; each document goes to the fullest row that still holds it. A longer document has a row of its own.

    Deterministic: ties by document number, then by row number. O(n log n) but for the insertions.
    """
    rows: list[list[int]] = []
    room: list[tuple[int, int]] = []  # (free places, row), sorted
    for document in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        size = lengths[document]
        at = bisect_left(room, (size, -1))
        if at == len(room):
            rows.append([])
            free, row = max(capacity, size), len(rows) - 1
        else:
            free, row = room.pop(at)
        rows[row].append(document)
        insort(room, (free - size, row))
    return rows
