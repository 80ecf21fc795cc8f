"""Number of colours of a proper colouring, with a slope inside one number, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers import graphs


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Random, geometric or planted graph, or the graph of a queen's moves; labels shuffled."""
    stream, n = Stream(seed or 0, f"graphs/colouring/{params['model']}"), params["n"]
    if params["model"] == "gnp":
        edges = graphgen.gnp(stream, n, params["p"])
    elif params["model"] == "geometric":
        edges = graphgen.geometric(stream, n, params["degree"])
    elif params["model"] == "planted":
        edges = graphgen.planted_colouring(stream, n, params["colours"], params["p"])
    else:
        edges = graphgen.queens(params["side"])
    return {"n": n, "edges": graphgen.canonical(stream.permutation(n)[edges])}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """(k + 1 - sum of squared shares of the k colours) / reference."""
    n = public["n"]
    c = integer(answer, "c", n, 0, n - 1)
    got = graphs.colouring(c, public["edges"], n)
    if not got.valid or got.value is None:
        return reject(got.reason)
    return accept(got.value / secret["reference"], got.reason, {"colours": len(set(c.tolist())), "value": str(got.exact)})
