"""Questions per number until a hidden permutation is known from bitwise ORs of its entries."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject, Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A uniform permutation of 0..n-1."""
    hidden = Stream(seed or 0, "query/or_permutation").permutation(params["n"])
    return {"n": params["n"], "reply": np.empty(0, np.int64)}, {"hidden": hidden}


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """hidden[i] | hidden[j] of every pair; every pair is one query, n^2 in all are allowed."""
    n = public["n"]
    pairs = rows(out, 2, 0, n - 1, n * n)
    same = np.flatnonzero(pairs[:, 0] == pairs[:, 1])
    if len(same):
        raise Reject(f"ask[{same[0]}]: i = j = {pairs[same[0], 0]}, expected two different places")
    spent = past.get("spent", 0) + len(pairs)
    if spent > n * n:
        raise Reject(f"ask: {spent} queries in all, at most {n * n} allowed")
    return {"spent": spent}, {"reply": secret["hidden"][pairs[:, 0]] | secret["hidden"][pairs[:, 1]]}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Queries / n, if the answer is right."""
    if (permutation(answer, "answer", public["n"]) != secret["hidden"]).any():
        return reject("answer: not the hidden permutation")
    return accept(secret.get("spent", 0) / public["n"])
