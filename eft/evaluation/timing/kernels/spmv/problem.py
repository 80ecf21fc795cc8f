"""Sparse matrix times vector: y = A x, compressed rows, float32 with 32-bit indices."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

LONGEST = 256  # entries in one row of the ragged case


def lengths(stream: FastStream, rows: int, entries: int) -> Array:
    """Row lengths 0..LONGEST with a given sum, most of them short."""
    raw = np.minimum(stream.exponential(entries / rows, rows).astype(np.int64), LONGEST)
    excess = int(raw.sum()) - entries
    while excess:
        able = np.flatnonzero(raw > 0 if excess > 0 else raw < LONGEST)
        chosen = able[stream.permutation(len(able))[: abs(excess)]]
        raw[chosen] -= np.sign(excess)
        excess = int(raw.sum()) - entries
    return raw


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Fresh structure and values each time, some rows empty: nothing about the matrix can be kept between calls."""
    rows, entries = sizes
    start = np.concatenate([[0], np.cumsum(lengths(stream, rows, entries))]).astype(np.int32)
    column = (stream.words((entries + 1) // 2).view(np.uint32)[:entries] % np.uint32(rows)).astype(np.int32)
    return [start, column, stream.floats(entries), stream.floats(rows)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64; bound 8 u sqrt(entries of the row) |row| |its x|."""
    start, column, value, x = inputs
    row = np.repeat(np.arange(sizes[0]), np.diff(start))
    a, b = value.astype(np.float64), x.astype(np.float64)[column]
    total, left, right = (np.bincount(row, weights=w, minlength=sizes[0]) for w in (a * b, a * a, b * b))
    return [Expected(total, 8 * U32 * np.sqrt(np.diff(start) * left * right))]


KERNEL = Kernel(
    name="spmv",
    statement="y[i] = sum of value[j] x[column[j]] over start[i] <= j < start[i + 1]; a row without entries gives 0.",
    inputs={"start": "int32_t", "column": "int32_t", "value": "float", "x": "float"},
    outputs={"y": "float"},
    sizes=("rows", "entries"),
    cases={"default": (1_003, 40_000)},
    shapes=lambda s: ([(s[0] + 1,), (s[1],), (s[1],), (s[0],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=12.0 * s[0] + 8.0 * s[1]),
)
