"""Size of an independent set, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import graphs


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Random, geometric or planted graph, or the conflict graph of words at Hamming distance below 4; labels shuffled."""
    stream, n = Stream(seed or 0, f"graphs/independent_set/{params['model']}"), params["n"]
    if params["model"] == "gnp":
        edges = graphgen.gnp(stream, n, params["p"])
    elif params["model"] == "geometric":
        edges = graphgen.geometric(stream, n, params["degree"])
    elif params["model"] == "planted":
        edges = _planted(stream, n, params["hidden"], params["degree"])
    else:
        pairs = graphgen.complete(n)
        edges = pairs[np.array([(i ^ j).bit_count() < 4 for i, j in pairs.tolist()])]
    return {"n": n, "edges": graphgen.canonical(stream.permutation(n)[edges])}, {}


def _planted(stream: Stream, n: int, hidden: int, degree: float) -> I64:
    """Vertices 0..hidden−1 are independent; the others are joined to them more often, so that all mean degrees agree."""
    pairs = graphgen.complete(n)
    across, inside = degree / (n - hidden), (degree - degree * hidden / (n - hidden)) / (n - hidden - 1)
    p = np.where(pairs[:, 0] >= hidden, inside, np.where(pairs[:, 1] >= hidden, across, 0.0))
    return pairs[stream.uniform(size=len(pairs)) < p]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Number of vertices, no two adjacent, divided by the reference."""
    n = public["n"]
    v = index_list(answer, "v", n, n)
    return relative(graphs.independent_set(v, public["edges"], n), "size", secret["reference"])
