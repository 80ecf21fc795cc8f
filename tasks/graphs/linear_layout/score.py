"""Bandwidth, total edge length or cutwidth of a vertex order, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept


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


def layout_cost(edges: I64, kind: str, pos: I64) -> int:
    """Longest edge (bandwidth), sum of edge lengths (minla), or most edges over one gap (cutwidth)."""
    low, high = pos[edges].min(axis=1), pos[edges].max(axis=1)
    if kind == "cutwidth":
        n = len(pos)
        return int(np.cumsum(np.bincount(low, minlength=n) - np.bincount(high, minlength=n)).max())
    return int((high - low).max() if kind == "bandwidth" else (high - low).sum())


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Cost of the layout divided by the reference."""
    cost = layout_cost(np.asarray(public["edges"]), public["kind"], permutation(answer, "pos", public["n"]))
    return accept(cost / secret["reference"], certificate={"cost": cost})
