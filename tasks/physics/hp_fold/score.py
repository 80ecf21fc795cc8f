"""H-H contacts of a chain folded on the square lattice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """n independent letters, H (1) with probability 1/2."""
    n = params["n"]
    return {"seq": Stream(params["seed"], "physics/hp_fold").randint(0, 1, n)}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Pairs of H on neighbouring sites that are not neighbours in the chain."""
    seq = public["seq"].tolist()
    move = integer(answer, "move", len(seq) - 1, 0, 3).tolist()
    x = y = contacts = 0
    site = {(0, 0): 0}
    for k, direction in enumerate(move):
        dx, dy = STEPS[direction]
        x, y = x + dx, y + dy
        if (x, y) in site:
            return reject(f"move[{k}]: the chain meets itself, letters {site[x, y]} and {k + 1} share a site")
        if seq[k + 1]:
            for ax, ay in STEPS:
                other = site.get((x + ax, y + ay), k)
                contacts += other != k and seq[other]
        site[x, y] = k + 1
    return accept(contacts)
