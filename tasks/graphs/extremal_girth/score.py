"""Number of edges of a graph without triangles and 4-cycles."""

from __future__ import annotations

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers import graphs


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """The parameter is the instance."""
    return {"n": params["n"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Edges of a simple graph of girth at least 5."""
    n = public["n"]
    edges = index_pairs(answer, "edges", n, n * (n - 1) // 2)
    got = graphs.extremal_girth(edges, n)
    return accept(len(edges), certificate=got.certificate()) if got.valid else reject(got.reason)
