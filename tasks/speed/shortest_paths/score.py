"""Distances in sparse digraphs: equal to a trusted Bellman-Ford, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

ARCS, HEAVIEST, SOURCES = 5, 999, 16
DEAF = 50  # one vertex in so many is never an arc's head, so that some are not reached
FAR = np.int64(1) << 40


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n = int(params["n"])
    stream = Stream(seed or 0, "shortest_paths")
    heads = stream.permutation(n)[n // DEAF :]
    public = {
        "indptr": np.arange(0, ARCS * n + 1, ARCS, dtype=np.int64),
        "indices": heads[stream.randint(0, len(heads) - 1, ARCS * n)],
        "weight": stream.randint(1, HEAVIEST, ARCS * n),
        "sources": stream.choice(n, SOURCES),
    }
    return public, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"dist": ("i8", (SOURCES, int(params["n"])))}


def distances(public: Mapping[str, Any]) -> I64:
    """All sources at once: relax every arc until nothing changes; -1 where nothing leads."""
    n = len(public["indptr"]) - 1
    order = np.argsort(public["indices"], kind="stable")
    tails, heads = np.repeat(np.arange(n), np.diff(public["indptr"]))[order], public["indices"][order]
    first = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]])
    reached, weight = heads[first], public["weight"][order]
    dist = np.full((n, len(public["sources"])), FAR)
    dist[public["sources"], np.arange(dist.shape[1])] = 0
    while True:
        new = np.minimum(dist[reached], np.minimum.reduceat(dist[tails] + weight[:, None], first, axis=0))
        if (new == dist[reached]).all():
            return np.asarray(np.where(dist >= FAR, -1, dist).T)
        dist[reached] = new


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    right = distances(public)
    dist = integer(answer, "dist", right.shape)
    wrong = dist != right
    if wrong.any():
        i, j = np.argwhere(wrong)[0]
        return reject(f"dist[{i},{j}] is {dist[i, j]}, expected {right[i, j]}")
    return accept(1.0)
