"""Questions asked until every module's right option is known; a reply says how many are right."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

MOST = 1000  # rows of one round


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A right option for every module, uniform and independent."""
    right = Stream(seed or 0, "search/k_module").randint(0, params["O"] - 1, params["M"])
    return {"M": params["M"], "O": params["O"], "reply": np.empty(0, np.int64)}, {"right": right}


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """How many options of each row are right; every row is one evaluation."""
    table = rows(out, public["M"], 0, public["O"] - 1, MOST)
    return {"spent": past.get("spent", 0) + len(table)}, {"reply": (table == secret["right"]).sum(axis=1)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """The number of evaluations, if the answer is right."""
    if (integer(answer, "answer", public["M"], 0, public["O"] - 1) != secret["right"]).any():
        return reject("answer: not the right option of every module")
    return accept(secret.get("spent", 0))
