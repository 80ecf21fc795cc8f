"""Bins that a priority rule opens on a hidden stream of items, as excess over the least that their sizes could need."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers.policies import BINS, bins

TRAIN = 2


def draw_stream(stream: Stream, params: dict) -> I64:
    """n items of 1..C of one kind."""
    n, cap = params["n"], params["C"]
    if params["model"] == "weibull":
        items = np.rint(stream.weibull(3.0, 45.0, n))
    elif params["model"] == "uniform":
        items = stream.randint(20, 100, n).astype(np.float64)
    elif params["model"] == "bimodal":
        items = np.where(stream.uniform(size=n) < 0.6, stream.normal(25.0, 4.0, n), stream.normal(55.0, 8.0, n))
    else:  # the mean drifts from 20 to 50
        items = stream.normal(0.0, 8.0, n) + 20.0 + 30.0 * np.arange(n) / n
    return np.clip(np.rint(items), 1, cap).astype(np.int64)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Two streams to train on and a hidden one."""
    stream = Stream(seed or 0, "systems/online_bin_packing")
    streams = [draw_stream(stream, params) for _ in range(TRAIN + 1)]
    return {"train": np.array(streams[:TRAIN]), "C": params["C"]}, {"items": streams[TRAIN]}


def excess(policy: infix.Policy, items: I64, cap: int) -> tuple[float, int]:
    """Share of bins opened beyond the least that the sum of the items needs, and the bins."""
    least = -(-int(items.sum()) // cap)
    opened = bins(policy, items, cap)
    return opened / least - 1.0, opened


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Excess on the hidden stream."""
    policy = infix.policy(text(answer, "expr", infix.MOST_CHARACTERS), BINS)
    value, opened = excess(policy, secret["items"], public["C"])
    return accept(value, certificate={"bins": opened})
