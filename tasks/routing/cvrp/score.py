"""Length of capacitated vehicle routes, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks import routegen
from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import routing


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Depot in the middle of a square of side 1,000; customers uniform or in clusters with demands 1..10."""
    stream = Stream(seed or 0, "routing/cvrp")
    made = routegen.cvrp(stream, params["n"], params["capacity"], (1, 10), params["clusters"])
    return {"xy": made["xy"], "demand": made["demand"], "Q": made["capacity"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Length of all routes divided by the reference."""
    n = len(public["xy"])
    route = index_list(answer, "route", n, 3 * n)
    return relative(routing.cvrp(route, public["xy"], public["demand"], public["Q"]), "length", secret["reference"])
