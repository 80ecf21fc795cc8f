"""Policies given as expressions, asked by simulators with integer clocks (`csrc/eft/policies.hpp`, which says what each variable is).

A policy is (ops, constants) from `eft.evaluation.blocks.infix.policy` over the variables named here. Where candidates have equal values the
rule of the simulator decides, so that a constant policy is a plain old rule (first fit, first come first served). Results are integers, the
same on every machine. A wrong shape or instance is a ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eft import _scorers

__all__ = ["BINS", "CACHE", "CLUSTER", "ROUTER", "SHOP", "Cluster", "Requests", "Shop", "bins", "cache", "cluster", "routing", "shop"]

Integers = NDArray[np.int64]
Policy = tuple[Integers, NDArray[np.float64]]

BINS = ("item", "rest", "left", "bins", "seen", "mean", "cap")
CACHE = ("age", "stay", "count", "gap", "mean", "fast", "slow", "size", "hits", "cap")
SHOP = ("p", "work", "ops", "slack", "weight", "queue", "next", "age", "now")
CLUSTER = ("cpu", "mem", "gpu", "run", "free_cpu", "free_mem", "free_gpu", "skew", "running", "wait")
ROUTER = ("queue", "stale", "speed", "mine", "cached", "size", "u")


@dataclass(frozen=True, slots=True)
class Shop:
    """Jobs j with arrive, weight, due: (n,); operations ptr[j] .. ptr[j+1]-1 with machine, time >= 1; down: (k, 3) machine, start, length."""

    arrive: Integers
    weight: Integers
    due: Integers
    ptr: Integers
    machine: Integers
    time: Integers
    down: Integers
    machines: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Jobs with arrive (in order), run, guess: (n,) and need: (n, 3); nodes: (m, 3) of cpu, mem, gpu."""

    arrive: Integers
    run: Integers
    guess: Integers
    need: Integers
    nodes: Integers


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests with arrive (in order), router, size, prefix, group: (n,); speed: (servers,); salt makes the variable u."""

    arrive: Integers
    router: Integers
    size: Integers
    prefix: Integers
    group: Integers
    speed: Integers
    stale: int
    slots: int
    salt: int


def bins(policy: Policy, items: Integers, cap: int) -> int:
    """Bins that the stream of items (1 .. cap) opens; each goes to the fitting bin of largest value, of equals the oldest. Minimised."""
    return _scorers.policy_bins(*policy, items, cap)


def cache(policy: Policy, keys: Integers, sizes: Integers, cap: int) -> tuple[int, int]:
    """(hits, bytes hit) of a cache of `cap` bytes on requests of keys: (n,). Maximised.

    The key of smallest value is evicted, of equals the smallest.
    """
    hits, size = _scorers.policy_cache(*policy, keys, sizes, cap)
    return int(hits), int(size)


def shop(policy: Policy, instance: Shop) -> int:
    """Sum of weight * tardiness of a job shop. Minimised.

    The waiting job of smallest value goes first, of equals the one that waits longest.
    """
    i = instance
    return _scorers.policy_shop(*policy, i.arrive, i.weight, i.due, i.ptr, i.machine, i.time, i.down, i.machines)


def cluster(policy: Policy, instance: Cluster) -> int:
    """Sum of bounded slowdowns in thousandths when jobs start on the fitting node of largest value, of equals the lowest. Minimised."""
    i = instance
    return _scorers.policy_cluster(*policy, i.arrive, i.run, i.guess, i.need, i.nodes)


def routing(policy: Policy, instance: Requests) -> int:
    """99th percentile (the ceil(0.99 n)-th smallest) of latencies. Minimised.

    Requests go to the server of smallest value, of equals the lowest.
    """
    i = instance
    return _scorers.policy_routing(*policy, i.arrive, i.router, i.size, i.prefix, i.group, i.speed, i.stale, i.slots, i.salt)
