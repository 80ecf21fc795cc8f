"""Mean bounded slowdown of jobs that a rule places on the nodes of a cluster, relative to best fit."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers.policies import CLUSTER, Cluster, cluster

JOBS, TRAIN_JOBS, TRAIN = 2000, 1000, 2
BEST_FIT = "-free_cpu - free_mem/4 - 8*free_gpu"
SIZES = {"same": ((32, 128, 4),), "mixed": ((16, 64, 0), (32, 64, 4), (32, 256, 0), (64, 256, 4))}


def draw_nodes(params: dict) -> I64:
    """64 nodes: all the same, or four sizes in turn."""
    kinds = SIZES[params["nodes"]]
    return np.array([kinds[k % len(kinds)] for k in range(64)], dtype=np.int64)


def draw_jobs(stream: Stream, params: dict, nodes: I64, n: int) -> I64:
    """Rows (arrive, ticks, estimate, cpu, mem, gpu) in order of arrival, at params["load"] of the scarcest resource."""
    cpu = np.array([2, 4, 8, 16, 32])[stream.zipf(5, params["tail"], n)]
    mem = cpu * np.array([1, 2, 4, 8])[stream.randint(0, 3, n)]
    gpu = np.where(stream.uniform(size=n) < params["gpu"], np.array([1, 2, 4])[stream.randint(0, 2, n)], 0)
    cpu, mem = np.minimum(cpu, 32), np.minimum(mem, np.where(gpu > 0, 64, 128))  # so that some node has room
    run = np.maximum(5, np.floor(stream.log_uniform(10.0, 500.0, n))).astype(np.int64)
    guess = np.maximum(1, np.floor(run * exp(stream.normal(0.0, 0.5, n)))).astype(np.int64)
    need = np.stack([cpu, mem, gpu], axis=1).astype(np.int64)
    share = max(int((need[:, r] * run).sum()) / max(1, int(nodes[:, r].sum())) for r in range(3)) / n  # ticks of the whole cluster a job
    gap = share / params["load"]
    between = stream.exponential(gap, n)
    if params.get("bursts"):  # nineteen of twenty jobs come with the one before
        between = np.where(stream.uniform(size=n) < 0.95, 0.0, 20.0 * between)
    arrive = np.floor(np.cumsum(between)).astype(np.int64)
    return np.column_stack([arrive, run, guess, need])


def cluster_of(jobs: I64, nodes: I64) -> Cluster:
    """The simulator's arrays."""
    columns = (np.ascontiguousarray(jobs[:, k]) for k in range(3))
    return Cluster(*columns, np.ascontiguousarray(jobs[:, 3:]), nodes)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Two traces of 1,000 jobs and a hidden one of 2,000."""
    stream, nodes = Stream(seed or 0, "systems/job_placement"), draw_nodes(params)
    train = np.array([draw_jobs(stream, params, nodes, TRAIN_JOBS) for _ in range(TRAIN)])
    hidden = cluster_of(draw_jobs(stream, params, nodes, JOBS), nodes)
    return {"train": train, "nodes": nodes}, {"cluster": hidden, "best_fit": cluster(infix.policy(BEST_FIT, CLUSTER), hidden)}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Mean bounded slowdown on the hidden trace divided by that of best fit."""
    total = cluster(infix.policy(text(answer, "expr", infix.MOST_CHARACTERS), CLUSTER), secret["cluster"])
    return accept(total / secret["best_fit"], certificate={"slowdown": total / 1000 / JOBS})
