"""Exact numbers of cliques of one size in graphs of up to 60 vertices, given as rows of bits."""

from __future__ import annotations

from collections.abc import Sequence

_FIELD = 64  # bits of a coefficient; a graph of 60 vertices has fewer than 2^60 independent sets


def clique_count(near: Sequence[int], size: int) -> int:
    """Number of sets of `size` >= 1 vertices with every two adjacent; bit v of near[u] says that u and v are.

    Cliques are listed where edges are rare; otherwise independent sets of the complement are counted by branching, so that neither a
    complete nor an empty graph takes long.
    """
    n = len(near)
    everything = (1 << n) - 1
    if sum(row.bit_count() for row in near) <= 0.6 * n * (n - 1):
        return _listed(near, everything, size)
    others = [everything & ~row & ~(1 << u) for u, row in enumerate(near)]
    return _independent(others, everything, {}) >> _FIELD * size & (1 << _FIELD) - 1


def _listed(near: Sequence[int], candidates: int, size: int) -> int:
    """Cliques of `size` vertices among the candidates, by their lowest vertex."""
    if size == 1:
        return candidates.bit_count()
    total = 0
    while candidates.bit_count() >= size:
        low = candidates & -candidates
        candidates ^= low
        inside = near[low.bit_length() - 1] & candidates
        if size == 2:
            total += inside.bit_count()
        elif inside.bit_count() >= size - 1:
            total += _listed(near, inside, size - 1)
    return total


def _independent(near: Sequence[int], left: int, known: dict[int, int]) -> int:
    """Independence polynomial of the vertices in `left` at x = 2^_FIELD: I(G) = I(G - u) + x I(G - N[u]) with u of largest degree."""
    if left in known:
        return known[left]
    top, chosen, rest, edges = 1, -1, left, 0
    while rest:
        low = rest & -rest
        rest ^= low
        u = low.bit_length() - 1
        degree = (near[u] & left).bit_count()
        edges += degree
        if degree > top:
            top, chosen = degree, u
    if chosen < 0:  # edges without common ends and single vertices
        value = int((1 + (2 << _FIELD)) ** (edges // 2) * (1 + (1 << _FIELD)) ** (left.bit_count() - edges))
    else:
        without = left & ~(1 << chosen)
        value = _independent(near, without, known) + (_independent(near, without & ~near[chosen], known) << _FIELD)
    known[left] = value
    return value
