"""Weight of a cut of a weighted graph, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import graphs


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Graph of `params["model"]` with n vertices; weights are ±1, 1, or 1..100."""
    stream, n = Stream(seed or 0, "graphs/max_cut"), params["n"]
    if params["model"] == "gnp":
        edges = graphgen.gnp(stream, n, params["p"])
    elif params["model"] == "complete":
        edges = graphgen.complete(n)
    elif params["model"] == "torus":
        edges = graphgen.torus(params["side"], params["side"])
    else:
        edges = graphgen.planted_bisection(stream, n, params["inside"], params["across"])
    low, high = params["weights"]
    w = 2 * stream.randint(0, 1, len(edges)) - 1 if low < 0 else stream.randint(low, high, len(edges))
    return {"n": n, "edges": edges, "w": w}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Sum of the weights of edges between side 0 and side 1, divided by the reference."""
    side = integer(answer, "side", public["n"], 0, 1)
    return relative(graphs.max_cut(side, public["edges"], public["w"], public["n"]), "cut", secret["reference"])
