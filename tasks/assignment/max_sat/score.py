"""Weight of the unsatisfied clauses of an assignment, plus 1, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Random clauses of k different variables (planted: all satisfied by a hidden assignment), or the two clauses of every edge of a graph."""
    stream, n = Stream(seed or 0, f"assignment/max_sat/{params['model']}"), params["n"]
    if params["model"] == "cut":
        edges = graphgen.gnp(stream, n, params["p"]) + 1
        clauses = np.concatenate([edges, -edges])
    else:
        clauses = _random(stream, n, params["k"], params["m"], planted=params["model"] == "planted")
    return {"n": n, "clauses": clauses, "w": stream.randint(1, params["weight"], len(clauses))}, {}


def _random(stream: Stream, n: int, k: int, m: int, *, planted: bool) -> I64:
    hidden, kept = stream.randint(0, 1, n), np.empty((0, k), dtype=np.int64)
    while len(kept) < m:
        variable = stream.randint(0, n - 1, m * k).reshape(m, k)
        sign = stream.randint(0, 1, m * k).reshape(m, k)
        ordered = np.sort(variable, axis=1)
        good = (ordered[:, 1:] != ordered[:, :-1]).all(axis=1)
        if planted:
            good &= (hidden[variable] == sign).any(axis=1)
        kept = np.concatenate([kept, ((variable + 1) * (2 * sign - 1))[good]])
    return kept[:m]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """(1 + weight of the clauses without a true literal) / reference."""
    x = integer(answer, "x", public["n"], 0, 1)
    clauses = public["clauses"]
    satisfied = (x[np.abs(clauses) - 1] == (clauses > 0)).any(axis=1)
    left = int(public["w"][~satisfied].sum())
    return accept((1 + left) / secret["reference"], certificate={"unsatisfied": left})
