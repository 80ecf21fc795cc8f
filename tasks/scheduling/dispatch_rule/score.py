"""Weighted tardiness of a dynamic job shop under a priority rule, relative to that under the ATC rule."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers.policies import SHOP, Shop, shop

JOBS, TRAIN_JOBS, TRAIN = 2000, 500, 2
MACHINES, FEWEST, MOST = 10, 3, 8
SHORTEST, LONGEST = 10, 100  # ticks of an operation
FAILURES, UP, DOWN = 30, 3000.0, 150.0  # a machine: failures, mean ticks between and of them
ATC = "-weight/p*exp(-max(slack, 0)/110)"  # apparent tardiness cost (Vepsalainen and Morton, 1987), 2 times the mean operation ahead
NODES = 48


def draw_shop(stream: Stream, params: dict, jobs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows (arrive, weight, due) [jobs, 3], rows (machine, time) of every job, -1 beyond its last [jobs, 8, 2], rows (machine, start, ticks)."""
    lengths = stream.randint(FEWEST, MOST, jobs)
    ops = np.full((jobs, MOST, 2), -1, dtype=np.int64)
    times = stream.randint(SHORTEST, LONGEST, jobs * MOST).reshape(jobs, MOST)
    for job, length in enumerate(lengths.tolist()):
        ops[job, :length, 0] = stream.choice(MACHINES, length)
        ops[job, :length, 1] = times[job, :length]
    work = np.where(ops[:, :, 1] > 0, ops[:, :, 1], 0).sum(axis=1)
    gap = (FEWEST + MOST) / 2 * (SHORTEST + LONGEST) / 2 / MACHINES / params["load"]
    arrive = np.floor(np.cumsum(stream.exponential(gap, jobs))).astype(np.int64)
    weight = np.array([1, 2, 4])[np.searchsorted([0.2, 0.8], stream.uniform(size=jobs), side="right")]
    due = arrive + np.floor(work * stream.uniform(1.5, 5.0, jobs)).astype(np.int64)
    down = np.empty((0, 3), dtype=np.int64)
    if params.get("failures"):
        rows = []
        for machine in range(MACHINES):
            between = np.floor(stream.exponential(UP, FAILURES)).astype(np.int64) + 1
            length = np.floor(stream.exponential(DOWN, FAILURES)).astype(np.int64) + 1
            start = np.cumsum(between) + np.concatenate([[0], np.cumsum(length)[:-1]])
            rows += [[machine, int(a), int(b)] for a, b in zip(start, length, strict=True)]
        down = np.array(rows, dtype=np.int64)
    return np.stack([arrive, weight, due], axis=1).astype(np.int64), ops, down


def shop_of(jobs: np.ndarray, ops: np.ndarray, down: np.ndarray) -> Shop:
    """The simulator's arrays."""
    there = ops[:, :, 0] >= 0
    ptr = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int64)
    columns = (np.ascontiguousarray(jobs[:, k]) for k in range(3))
    flat = (np.ascontiguousarray(ops[:, :, k][there]) for k in range(2))
    return Shop(*columns, ptr, *flat, np.ascontiguousarray(down), MACHINES)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Two recorded shops of 500 jobs and a hidden one of 2,000."""
    stream = Stream(seed or 0, "scheduling/dispatch_rule")
    train = [draw_shop(stream, params, TRAIN_JOBS) for _ in range(TRAIN)]
    hidden = shop_of(*draw_shop(stream, params, JOBS))
    jobs, ops, down = (np.array([one[k] for one in train]) for k in range(3))
    return {"jobs": jobs, "ops": ops, "down": down}, {"shop": hidden, "atc": shop(infix.policy(ATC, SHOP), hidden)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Sum of weight * tardiness on the hidden shop divided by that of the ATC rule."""
    cost = shop(infix.policy(text(answer, "expr", infix.MOST_CHARACTERS), SHOP, nodes=NODES), secret["shop"])
    return accept(cost / secret["atc"], certificate={"weighted_tardiness": cost})
