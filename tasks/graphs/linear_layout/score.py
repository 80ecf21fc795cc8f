"""Bandwidth, total edge length or cutwidth of a vertex order, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import graphs

COSTS = {"bandwidth": graphs.bandwidth, "minla": graphs.linear_arrangement, "cutwidth": graphs.cutwidth}


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Geometric graph, caterpillar tree or rewired grid with shuffled vertex labels."""
    stream, n = Stream(seed or 0, f"graphs/linear_layout/{params['graph']}"), params["n"]
    if params["graph"] == "geometric":
        edges = graphgen.geometric(stream, n, 8.0)
    elif params["graph"] == "caterpillar":
        spine = n // 3
        legs = np.stack([stream.randint(0, spine - 1, n - spine), np.arange(spine, n)], axis=1)
        edges = np.concatenate([np.stack([np.arange(spine - 1), np.arange(1, spine)], axis=1), legs])
    else:
        index = np.arange(n).reshape(params["side"], params["side"])
        right, down = np.stack([index[:, :-1], index[:, 1:]], -1), np.stack([index[:-1], index[1:]], -1)
        edges = np.concatenate([right.reshape(-1, 2), down.reshape(-1, 2)])
        for row in stream.choice(len(edges), 10).tolist():
            edges[row] = stream.choice(n, 2)
    return {"n": n, "edges": graphgen.canonical(stream.permutation(n)[edges]), "kind": params["kind"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Cost of the layout divided by the reference."""
    n = public["n"]
    return relative(COSTS[public["kind"]](permutation(answer, "pos", n), public["edges"], n), "cost", secret["reference"])
