"""Shared prefixes of consecutive rows of a table whose rows and cells are reordered, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer, permutation
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

DEPENDENT = 0.3  # share of columns whose value follows from an earlier column


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """n rows of m columns, each with 2, 5, 20, 100 or n values that follow Zipf's law, or a function of an earlier column."""
    stream, n, m = Stream(seed or 0, "systems/prefix_reorder"), params["n"], params["m"]
    sizes = [(2, 5, 20, 100, n)[k] for k in stream.randint(0, 4, m)]
    depends = stream.uniform(size=m) < DEPENDENT
    table = np.empty((n, m), dtype=np.int64)
    for j, size in enumerate(sizes):
        if j and depends[j]:
            source = table[:, int(stream.randint(0, j - 1)[0])]
            table[:, j] = stream.randint(0, size - 1, int(source.max()) + 1)[source]
        else:
            table[:, j] = stream.permutation(size)[stream.zipf(size, 1.0, n)]
    return {"X": table, "length": stream.randint(1, 40, m)}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Sum of length^2 over the common prefixes of consecutive rows, divided by the reference."""
    table, length = public["X"], public["length"]
    n, m = table.shape
    rows = permutation(answer, "rows", n)
    cols = integer(answer, "cols", (n, m), 0, m - 1)
    wrong = np.flatnonzero((np.sort(cols, axis=1) != np.arange(m)).any(axis=1))
    if len(wrong):
        return reject(f"cols[{wrong[0]}] is {cols[wrong[0]].tolist()}, expected a permutation of 0..{m - 1}")
    value = shared(table, length, rows, cols)
    return accept(value / secret["reference"], "", {"shared": value})


def shared(table: I64, length: I64, rows: I64, cols: I64) -> int:
    """Sum of length^2 over the cells of every row that it shares, column and value, with the row before from the first cell on."""
    cells = np.take_along_axis(table[rows], cols, axis=1)
    same = (cells[1:] == cells[:-1]) & (cols[1:] == cols[:-1])
    return int((np.cumprod(same, axis=1) * (length * length)[cols[1:]]).sum())
