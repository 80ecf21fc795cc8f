"""Pooled tests until d defective items among n are known, in units of the information bound."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """d different items, uniform."""
    n, d = params["n"], params["d"]
    bad = np.sort(Stream(seed or 0, "query/group_testing").choice(n, d))
    return {"n": n, "d": d, "reply": np.empty(0, np.int64)}, {"bad": bad}


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """Of every test whether it holds a defective item; an empty test counts too."""
    table = rows(out, public["n"], 0, 1, public["n"])
    return {"spent": past.get("spent", 0) + len(table)}, {"reply": table[:, secret["bad"]].max(axis=1)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Tests / ceil(log2 C(n, d)), if exactly the defective items are named, in any order."""
    n, d = public["n"], public["d"]
    items = integer(answer, "answer", d, 0, n - 1)
    if (np.sort(items) != secret["bad"]).any():
        return reject("answer: not the defective items")
    return accept(secret.get("spent", 0) / (math.comb(n, d) - 1).bit_length())
