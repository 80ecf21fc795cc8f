"""Sparse matrix times vector: y = A x, compressed rows, float32 with 32-bit indices."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

LONGEST = 256  # entries in one row of the ragged case
HALF = 15  # of the band, beside the diagonal


def settled(stream: FastStream, raw: Array, entries: int, longest: int) -> Array:
    """Row lengths 0..longest near `raw` with a given sum; empty rows stay empty."""
    raw = np.minimum(raw.astype(np.int64), longest)
    excess = int(raw.sum()) - entries
    while excess:
        able = np.flatnonzero(raw > 1 if excess > 0 else (raw > 0) & (raw < longest))
        chosen = able[stream.permutation(len(able))[: abs(excess)]]
        raw[chosen] -= np.sign(excess)
        excess = int(raw.sum()) - entries
    return raw


def scattered(stream: FastStream, rows: int, lengths: Array) -> list[Array]:
    """A matrix with these row lengths and random columns, and a vector."""
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    entries = int(start[-1])
    column = (stream.words((entries + 1) // 2).view(np.uint32)[:entries] % np.uint32(rows)).astype(np.int32)
    return [start, column, stream.floats(entries), stream.floats(rows)]


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Fresh structure and values each time, some rows empty, most of them short: nothing about the matrix can be kept between calls."""
    rows, entries = sizes
    return scattered(stream, rows, settled(stream, stream.exponential(entries / rows, rows), entries, LONGEST))


def uniform(stream: FastStream, sizes: Sizes) -> list[Array]:
    """As many entries in every row."""
    rows, entries = sizes
    return scattered(stream, rows, np.full(rows, entries // rows))


def power(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Row lengths by a power law: P(longer than s) falls like s^(-5/4); a quarter of the rows is empty."""
    rows, entries = sizes
    mean = entries / rows
    raw = mean / 4 * (stream.uniform(1e-6, 1.0, rows) ** -0.8 - 1)  # the mean of u^-0.8 is 5
    return scattered(stream, rows, settled(stream, raw, entries, min(rows, 256 * entries // rows)))


def band(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Every entry within HALF of the diagonal, columns in order."""
    rows, entries = sizes
    first, last = (np.clip(np.arange(rows) + side, 0, rows - 1) for side in (-HALF, HALF))
    start = np.concatenate([[0], np.cumsum(last - first + 1)]).astype(np.int32)
    column = (np.arange(entries) - np.repeat(start[:-1] - first, last - first + 1)).astype(np.int32)
    return [start, column, stream.floats(entries), stream.floats(rows)]


def in_band(rows: int) -> tuple[int, int]:
    """Sizes of a band matrix: the corners lack some entries."""
    return rows, (2 * HALF + 1) * rows - HALF * (HALF + 1)


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
    cases={
        "default": (1_003, 40_000),
        "uniform": (100_003, 1_600_048),
        "power": (100_003, 1_600_048),
        "band": in_band(100_003),
        "uniform-small": (2_003, 32_048),
        "power-small": (2_003, 32_048),
        "band-small": in_band(2_003),
    },
    shapes=lambda s: ([(s[0] + 1,), (s[1],), (s[1],), (s[0],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=12.0 * s[0] + 8.0 * s[1]),
    generators={
        f"{name}{size}": draw for name, draw in (("uniform", uniform), ("power", power), ("band", band)) for size in ("", "-small")
    },
)
