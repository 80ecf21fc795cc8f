"""Number of edges of a graph without triangles and 4-cycles."""

from __future__ import annotations

from eft.evaluation.blocks.graph import adjacency, index_pairs, short_cycle
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """The parameter is the instance."""
    return {"n": params["n"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Edges of a simple graph of girth at least 5."""
    n = public["n"]
    edges = index_pairs(answer, "edges", n, n * (n - 1) // 2)
    cycle = short_cycle(adjacency(edges, n))
    if cycle is not None:
        return reject(f"edges: {'triangle' if len(cycle) == 3 else '4-cycle'} {'-'.join(map(str, cycle))}")
    return accept(len(edges), certificate={"edges": len(edges)})
