"""Problems on simple graphs (`csrc/eft/graphs.hpp`, `csrc/eft/girth.hpp`).

edges: (m, 2) int64, rows of two different vertices 0 .. n-1; of the instance, except in `extremal_girth`. 1 <= n <= 2^20. A wrong shape or a
wrong graph is a ValueError; what the answer says is a refusal that names the first entry, then the first edge that is against it.
A certificate holds the instance's arrays themselves, so that it stands alone; `eft.evaluation.blocks` makes them again from a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Raw, Score, scored

__all__ = [
    "bandwidth",
    "clique",
    "colouring",
    "cutwidth",
    "dominating_set",
    "extremal_girth",
    "independent_set",
    "linear_arrangement",
    "max_cut",
    "vertex_cover",
]

Integers = NDArray[np.int64]


def independent_set(v: Integers, edges: Integers, n: int) -> Score:
    """Number of vertices v: (k,), distinct and no two adjacent. Maximised."""
    return _on(_scorers.independent_set, "independent_set", "max", "v", v, edges, n)


def clique(v: Integers, edges: Integers, n: int) -> Score:
    """Number of vertices v: (k,), distinct and every two adjacent. Maximised."""
    return _on(_scorers.clique, "clique", "max", "v", v, edges, n)


def vertex_cover(v: Integers, edges: Integers, n: int) -> Score:
    """Number of vertices v: (k,), distinct, with one end of every edge among them. Minimised."""
    return _on(_scorers.vertex_cover, "vertex_cover", "min", "v", v, edges, n)


def dominating_set(v: Integers, edges: Integers, n: int) -> Score:
    """Number of vertices v: (k,), distinct; every other vertex is a neighbour of one of them. Minimised."""
    return _on(_scorers.dominating_set, "dominating_set", "min", "v", v, edges, n)


def colouring(c: Integers, edges: Integers, n: int) -> Score:
    """k + 1 - sum |C_i|^2 / n^2 of a proper colouring c: (n,) with numbers 0 .. n-1, of which k occur (gaps are free). Minimised."""
    return _on(_scorers.colouring, "colouring", "min", "c", c, edges, n)


def max_cut(side: Integers, edges: Integers, w: Integers, n: int) -> Score:
    """Weight of the edges between side 0 and side 1; side: (n,), w: (m,) any int64. Maximised."""
    raw = _scorers.max_cut(side, edges, w, n)
    return scored(raw, "graphs.max_cut", "max", {"n": n, "edges": edges, "w": w}, {"side": side})


def bandwidth(pos: Integers, edges: Integers, n: int) -> Score:
    """Longest edge when vertex u stands at pos[u]; pos: (n,) a permutation of 0 .. n-1. Minimised."""
    return _on(_scorers.bandwidth, "bandwidth", "min", "pos", pos, edges, n)


def linear_arrangement(pos: Integers, edges: Integers, n: int) -> Score:
    """Sum of the edges' lengths when vertex u stands at pos[u]; pos: (n,) a permutation of 0 .. n-1. Minimised."""
    return _on(_scorers.linear_arrangement, "linear_arrangement", "min", "pos", pos, edges, n)


def cutwidth(pos: Integers, edges: Integers, n: int) -> Score:
    """Most edges over one gap between places when vertex u stands at pos[u]; pos: (n,) a permutation of 0 .. n-1. Minimised."""
    return _on(_scorers.cutwidth, "cutwidth", "min", "pos", pos, edges, n)


def extremal_girth(edges: Integers, n: int) -> Score:
    """Number of edges: (m, 2) of a simple graph on 0 .. n-1, n <= 4096, without triangles and 4-cycles. Maximised."""
    return scored(_scorers.extremal_girth(edges, n), "graphs.extremal_girth", "max", {"n": n}, {"edges": edges})


def _on(
    scorer: Callable[[Integers, Integers, int], Raw],
    problem: str,
    side: Literal["min", "max"],
    name: str,
    answer: Integers,
    edges: Integers,
    n: int,
) -> Score:
    return scored(scorer(answer, edges, n), f"graphs.{problem}", side, {"n": n, "edges": edges}, {name: answer})
