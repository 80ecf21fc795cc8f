"""Profit of a selection under several capacities, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks import setgen
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import assignment


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Weights 1..1000, capacities `tightness` of their sums, profits that grow with the mean weight."""
    stream = Stream(seed or 0, "assignment/multi_knapsack")
    sack = setgen.multi_knapsack(stream, params["m"], params["n"], params["tightness"])
    return {"p": sack["profit"], "w": sack["w"], "c": sack["capacity"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Total profit of the items with x = 1, divided by the reference."""
    x = integer(answer, "x", len(public["p"]), 0, 1)
    return relative(assignment.multi_knapsack(x, public["p"], public["w"], public["c"]), "profit", secret["reference"])
