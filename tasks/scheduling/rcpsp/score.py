"""Makespan of a project under resource limits, decoded by the serial scheme, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

RESOURCES = 4


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Durations 1..10, one or two successors among the next n / 2 activities, each resource needed with probability 0.6, 1..10 units.

    cap = least + strength * (peak of the schedule without limits - least), rounded down, where least is the largest need
    (Kolisch, Sprecher and Drexl 1995).
    """
    stream, n = Stream(seed or 0, "scheduling/rcpsp"), params["n"]
    dur = stream.randint(1, 10, n)
    edges = set()
    for a, degree in enumerate(stream.randint(1, 2, n).tolist()):
        steps = stream.randint(1, n // 2, degree).tolist()
        edges |= {(a, a + step) for step in steps if a + step < n}
    pred = np.array(sorted(edges), dtype=np.int64)
    used = stream.uniform(size=RESOURCES * n).reshape(n, RESOURCES) < 0.6
    need = np.where(used, stream.randint(1, 10, RESOURCES * n).reshape(n, RESOURCES), 0)
    least = need.max(axis=0)
    start = early(dur, pred)
    peak = np.array([need[(start <= t) & (t < start + dur)].sum(axis=0) for t in range(int((start + dur).max()))]).max(axis=0)
    return {"dur": dur, "pred": pred, "need": need, "cap": least + np.floor(params["strength"] * (peak - least)).astype(np.int64)}, {}


def early(dur: I64, pred: I64) -> I64:
    """Earliest starts without resource limits; every edge of pred goes from a smaller to a larger number, sorted."""
    start = np.zeros(len(dur), dtype=np.int64)
    for a, b in pred.tolist():
        start[b] = max(start[b], start[a] + dur[a])
    return start


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    dur, pred, need, cap = public["dur"], public["pred"], public["need"], public["cap"]
    n = len(dur)
    order = permutation(answer, "list", n)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    late = place[pred[:, 0]] > place[pred[:, 1]]
    if late.any():
        a, b = (int(v) for v in pred[late.argmax()])
        return reject(f"list: activity {b} comes before its predecessor {a}")
    makespan = _serial(order.tolist(), dur.tolist(), pred.tolist(), need, cap)
    return accept(makespan / secret["reference"], certificate={"makespan": makespan})


def _serial(order: list[int], dur: list[int], pred: list[list[int]], need: I64, cap: I64) -> int:
    """Ends of the activities placed one after the other at their earliest feasible tick; the largest."""
    before: list[list[int]] = [[] for _ in dur]
    for a, b in pred:
        before[b].append(a)
    left = np.repeat(cap[None, :], sum(dur) + 1, axis=0)
    end, span = [0] * len(dur), 0
    for job in order:
        start = max((end[a] for a in before[job]), default=0)
        fits = (left[start : span + dur[job]] >= need[job]).all(axis=1).tolist()
        run, at = 0, 0
        while run < dur[job]:
            run = run + 1 if fits[at] else 0
            at += 1
        end[job] = start + at
        left[end[job] - dur[job] : end[job]] -= need[job]
        span = max(span, end[job])
    return span
