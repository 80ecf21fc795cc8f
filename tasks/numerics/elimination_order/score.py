"""Fill of a sparse symmetric elimination, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Graph of `params["model"]` with randomly numbered vertices."""
    stream = Stream(seed or 0, "numerics/elimination_order")
    model = params["model"]
    if model == "grid":
        n, edges = _box(params["sides"])
    elif model == "mesh":
        n, edges = _mesh(stream, *params["sides"])
    elif model == "geometric":
        n = params["n"]
        edges = graphgen.geometric(stream, n, params["degree"])
    else:
        n = params["n"]
        edges = _attachment(stream, n, params["links"])
    label = stream.permutation(n)
    return {"n": n, "edges": graphgen.canonical(label[edges])}, {}


def _box(sides: list[int]) -> tuple[int, I64]:
    """Grid of any dimension, neighbours along the axes joined."""
    index = np.arange(int(np.prod(sides))).reshape(sides)
    pairs = [
        np.stack([index.take(range(side - 1), axis), index.take(range(1, side), axis)], axis=-1).reshape(-1, 2)
        for axis, side in enumerate(sides)
    ]
    return index.size, np.concatenate(pairs).astype(np.int64)


def _mesh(stream: Stream, rows: int, columns: int) -> tuple[int, I64]:
    """Grid with one random diagonal in every cell: a triangulated mesh."""
    n, edges = _box([rows, columns])
    index = np.arange(n).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    falling = stream.randint(0, 1, a.size).reshape(a.shape) == 1
    diagonal = np.stack([np.where(falling, a, b), np.where(falling, d, c)], axis=-1).reshape(-1, 2)
    return n, np.concatenate([edges, diagonal])


def _attachment(stream: Stream, n: int, links: int) -> I64:
    """Barabasi-Albert: every new vertex joins `links` earlier ones, drawn by degree (repeats dropped)."""
    ends, edges = [0, 1], [(0, 1)]
    draws = stream.uniform(size=n * links).reshape(n, links).tolist()
    for v in range(2, n):
        new = [(u, v) for u in sorted({ends[int(x * len(ends))] for x in draws[v]})]
        edges += new
        ends += [end for edge in new for end in edge]
    return np.array(edges, dtype=np.int64)


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """New entries of the factor, divided by the reference."""
    order = permutation(answer, "order", public["n"])
    value = fill(order, public["edges"])
    return accept(value / secret["reference"], "", {"fill": value})


def fill(order: I64, edges: I64) -> int:
    """Edges that eliminating the vertices in this order adds.

    A column of the factor is what its own row and its children in the elimination tree leave behind it (Gilbert, Ng and Peyton, SIAM J.
    Matrix Anal. Appl. 15, 1994, section 2); columns are bit sets over positions.
    """
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    ends = np.sort(place[edges], axis=1)
    below = [0] * n
    for i, j in ends.tolist():
        below[i] |= 1 << j
    total = 0
    for i in range(n):
        column = below[i]
        if column:
            total += column.bit_count()
            first = column & -column
            below[first.bit_length() - 1] |= column ^ first
    return total - len(edges)
