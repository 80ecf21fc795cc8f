"""Value of a chosen set under a hidden set function (weighted coverage plus pair synergies), relative to a reference that knows it."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject, Verdict, accept

ELEMENTS, COVERED, PAIRS, WEIGHT, SYNERGY = 3, 8, 4, 20, 40  # elements and pairs per item; elements covered by an item; largest weights


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """3n elements of weight 1..20, 8 of them (uniform) covered by every item; 4n pairs (uniform) with a synergy of 1..40."""
    n, stream = params["n"], Stream(seed or 0, "search/subset_oracle")
    weight = stream.randint(1, WEIGHT, ELEMENTS * n)
    cover = np.zeros((n, ELEMENTS * n), np.float32)
    for row in cover:
        row[stream.choice(ELEMENTS * n, COVERED)] = 1.0
    first, second = np.triu_indices(n, 1)
    synergy = np.zeros((n, n), np.int64)
    chosen = stream.choice(len(first), PAIRS * n)
    synergy[first[chosen], second[chosen]] = stream.randint(1, SYNERGY, PAIRS * n)
    public = {"n": n, "k": params["k"], "budget": params["budget"], "reply": np.empty(0, np.int64)}
    return public, {"weight": weight, "cover": cover, "synergy": synergy}


def values(secret: dict, table: np.ndarray) -> np.ndarray:
    """f of every row: weight of the covered elements plus synergies of the pairs inside. Sums of small integers, exact."""
    covered = table.astype(np.float32) @ secret["cover"] > 0.5
    inside = table.astype(np.int64)
    return covered @ secret["weight"] + ((inside @ secret["synergy"]) * inside).sum(axis=1)


def reply(public: dict, secret: dict, past: dict, out: dict) -> tuple[dict, dict]:
    """f of every set; `budget` sets in all are allowed."""
    table = rows(out, public["n"], 0, 1, public["budget"])
    sizes = table.sum(axis=1)
    if sizes.max() > public["k"]:
        raise Reject(f"ask[{sizes.argmax()}]: {sizes.max()} items, at most {public['k']} allowed")
    spent = past.get("spent", 0) + len(table)
    if spent > public["budget"]:
        raise Reject(f"ask: {spent} sets in all, at most {public['budget']} allowed")
    return {"spent": spent}, {"reply": values(secret, table)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """f of the answer / reference."""
    chosen = integer(answer, "answer", public["n"], 0, 1)
    if chosen.sum() > public["k"]:
        raise Reject(f"answer: {chosen.sum()} items, at most {public['k']} allowed")
    return accept(int(values(secret, chosen[None])[0]) / secret["reference"])
