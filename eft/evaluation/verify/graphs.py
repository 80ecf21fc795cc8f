"""Twins of `csrc/eft/graphs.hpp` and `csrc/eft/girth.hpp`: each value by its definition."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, integers, rows

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

Data = Mapping[str, Any]
Edge = frozenset[int]


def independent_set(instance: Data, construction: Data) -> Fraction:
    """Size of a set of vertices that holds no edge."""
    n, edges = _graph(instance)
    chosen = _vertices(construction, n)
    for edge in edges:
        if edge <= chosen:
            raise Refuted(f"edge {sorted(edge)} lies inside the set")
    return Fraction(len(chosen))


def clique(instance: Data, construction: Data) -> Fraction:
    """Size of a set of vertices whose every pair is an edge."""
    n, edges = _graph(instance)
    chosen, known = _vertices(construction, n), set(edges)
    for pair in combinations(sorted(chosen), 2):
        if frozenset(pair) not in known:
            raise Refuted(f"{pair} is no edge")
    return Fraction(len(chosen))


def vertex_cover(instance: Data, construction: Data) -> Fraction:
    """Size of a set of vertices that meets every edge."""
    n, edges = _graph(instance)
    chosen = _vertices(construction, n)
    for edge in edges:
        if not edge & chosen:
            raise Refuted(f"edge {sorted(edge)} is not met")
    return Fraction(len(chosen))


def dominating_set(instance: Data, construction: Data) -> Fraction:
    """Size of a set of vertices whose closed neighbourhoods are everything."""
    n, edges = _graph(instance)
    chosen = _vertices(construction, n)
    reached = set(chosen).union(*(edge for edge in edges if edge & chosen))
    if len(reached) < n:
        raise Refuted(f"{n - len(reached)} vertices are not dominated")
    return Fraction(len(chosen))


def colouring(instance: Data, construction: Data) -> Fraction:
    """k + 1 - sum |C_i|^2 / n^2 of a proper colouring with k colours."""
    n, edges = _graph(instance)
    colour = integers(construction, "c", n)
    classes: dict[int, int] = {}
    for one in colour:
        if not 0 <= one < n:
            raise Refuted(f"colour {one} is out of range")
        classes[one] = classes.get(one, 0) + 1
    for u, v in map(tuple, edges):
        if colour[u] == colour[v]:
            raise Refuted(f"vertices {u} and {v} have one colour")
    return Fraction(len(classes) + 1) - Fraction(sum(size * size for size in classes.values()), n * n)


def max_cut(instance: Data, construction: Data) -> Fraction:
    """Weight of the edges with ends on different sides."""
    n, edges = _graph(instance)
    side, weights = integers(construction, "side", n), integers(instance, "w", len(edges))
    if not set(side) <= {0, 1}:
        raise Refuted("a side is neither 0 nor 1")
    return Fraction(sum(w for edge, w in zip(edges, weights, strict=True) if {side[u] for u in edge} == {0, 1}))


def bandwidth(instance: Data, construction: Data) -> Fraction:
    """Longest edge of a layout."""
    return Fraction(max(_lengths(instance, construction), default=0))


def linear_arrangement(instance: Data, construction: Data) -> Fraction:
    """Sum of the edges of a layout."""
    return Fraction(sum(_lengths(instance, construction)))


def cutwidth(instance: Data, construction: Data) -> Fraction:
    """Most edges that any gap between places g and g + 1 separates."""
    n, edges = _graph(instance)
    place = _layout(construction, n)
    spans = [sorted(place[u] for u in edge) for edge in edges]
    return Fraction(max((sum(low <= gap < high for low, high in spans) for gap in range(n - 1)), default=0))


def extremal_girth(instance: Data, construction: Data) -> Fraction:
    """Number of edges of a simple graph in which no two vertices have two common neighbours, nor adjacent ones a single one."""
    n = integer(instance, "n", 1)
    near: list[set[int]] = [set() for _ in range(n)]
    listed = rows(construction, "edges", width=2)
    for u, v in listed:
        if not (0 <= u < n and 0 <= v < n) or u == v or v in near[u]:
            raise Refuted(f"edge {u}-{v} is out of range, a loop or repeated")
        near[u].add(v)
        near[v].add(u)
    for u, v in combinations(range(n), 2):
        if len(near[u] & near[v]) > (0 if v in near[u] else 1):
            raise Refuted(f"vertices {u} and {v} lie on a cycle of length 3 or 4")
    return Fraction(len(listed))


def _graph(instance: Data) -> tuple[int, list[Edge]]:
    n = integer(instance, "n", 1)
    edges = rows(instance, "edges", width=2)
    for u, v in edges:
        if not (0 <= u < n and 0 <= v < n) or u == v:
            raise Refuted(f"edge {u}-{v} is no pair of different vertices")
    return n, [frozenset(edge) for edge in edges]


def _vertices(construction: Data, n: int) -> frozenset[int]:
    listed = integers(construction, "v")
    chosen = frozenset(listed)
    if len(chosen) < len(listed) or not chosen <= frozenset(range(n)):
        raise Refuted("v: expected different vertices")
    return chosen


def _layout(construction: Data, n: int) -> list[int]:
    place = integers(construction, "pos", n)
    if sorted(place) != list(range(n)):
        raise Refuted("pos: expected every place once")
    return place


def _lengths(instance: Data, construction: Data) -> list[int]:
    n, edges = _graph(instance)
    place = _layout(construction, n)
    return [max(place[u] for u in edge) - min(place[u] for u in edge) for edge in edges]
