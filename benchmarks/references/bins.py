"""Reference solver for bin packing: randomised minimum bin slack, stopped at the L2 bound (Martello and Toth 1990)."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _fill(sizes, used, first, room, chosen, nodes):
    """Depth-first search over items (descending) for the fullest bin that contains `first`; at most `nodes` nodes."""
    n = len(sizes)
    stack, depth, at = np.zeros(n, np.int64), 0, first + 1
    best, count, left, visited = room, 0, room, 0
    while visited < nodes:
        while at < n and (used[at] or sizes[at] > left):
            at += 1
        if at < n:
            visited += 1
            stack[depth] = at
            depth += 1
            left -= sizes[at]
            if left < best:
                best, count = left, depth
                chosen[:depth] = stack[:depth]
                if best == 0:
                    break
            at += 1
        else:
            if depth == 0:
                break
            depth -= 1
            left += sizes[stack[depth]]
            at = stack[depth] + 1
            while at < n and sizes[at] == sizes[stack[depth]]:
                at += 1
    return count


@njit(cache=True)
def _minimum_slack(sizes, capacity, nodes):
    n = len(sizes)
    used, where, chosen, bins = np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.int64), 0
    for first in range(n):
        if used[first]:
            continue
        used[first], where[first] = True, bins
        for k in range(_fill(sizes, used, first, capacity - sizes[first], chosen, nodes)):
            used[chosen[k]], where[chosen[k]] = True, bins
        bins += 1
    return bins, where


def lower_bound(sizes, capacity):
    """L2: for every threshold k, big items get own bins and the middle ones must fit the rest."""
    best = -(-int(sizes.sum()) // capacity)
    for k in [0, *sorted({int(s) for s in sizes if 2 * s <= capacity})]:
        big, middle = sizes[sizes > capacity - k], sizes[(sizes <= capacity - k) & (2 * sizes > capacity)]
        small = sizes[(2 * sizes <= capacity) & (sizes >= k)]
        spare = len(middle) * capacity - int(middle.sum())
        best = max(best, len(big) + len(middle) + max(0, -(-(int(small.sum()) - spare) // capacity)))
    return best


def bin_packing(public, seconds):
    sizes, capacity, n = public["s"].astype(np.int64), public["C"], len(public["s"])
    bound, best, answer = lower_bound(sizes, capacity), n + 1, None
    rng = np.random.default_rng(0)
    for k in range(int(200 * seconds)):
        noise = 0.0 if k == 0 else 0.02 + 0.1 * rng.random()
        order = np.argsort(-sizes * (1 + noise * rng.random(n)), kind="stable")
        bins, where = _minimum_slack(sizes[order], capacity, 2000)
        if bins < best:
            best, answer = bins, np.empty(n, np.int64)
            answer[order] = where
        if best == bound:
            break
    return {"bin": answer.tolist()}, bound


def bin_packing_base(public):
    left, current, where = public["C"], 0, []
    for size in public["s"].tolist():
        if size > left:
            current, left = current + 1, public["C"]
        left -= size
        where.append(current)
    return {"bin": where}
