"""Reference solver for bin packing: repacking of some bins by minimum bin slack, stopped at the L2 bound (Martello and Toth 1990)."""

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


@njit(cache=True)
def _best_fit(sizes, capacity):
    left, where, bins = np.full(len(sizes), capacity), np.zeros(len(sizes), np.int64), 0
    for item in range(len(sizes)):
        chosen = bins
        for k in range(bins):
            if left[k] >= sizes[item] and (chosen == bins or left[k] < left[chosen]):
                chosen = k
        bins = max(bins, chosen + 1)
        left[chosen] -= sizes[item]
        where[item] = chosen
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


def _repack(sizes, capacity, rng, noise):
    """Better of minimum bin slack and best fit on a noisily descending order."""
    order = np.argsort(-sizes * (1 + noise * rng.random(len(sizes))), kind="stable")
    bins, where = min(_minimum_slack(sizes[order], capacity, 500), _best_fit(sizes[order], capacity), key=lambda run: run[0])
    back = np.empty(len(sizes), np.int64)
    back[order] = where
    return bins, back


def bin_packing(public, seconds):
    """Repeatedly empty a random quarter of the bins and pack their items anew; ties go to the more uneven filling."""
    sizes, capacity = public["s"].astype(np.int64), public["C"]
    bound, rng = lower_bound(sizes, capacity), np.random.default_rng(0)
    bins, where = min((_repack(sizes, capacity, rng, noise) for noise in (0.0, 0.05, 0.1, 0.2)), key=lambda run: run[0])
    for _ in range(int(8000 * seconds)):
        if bins == bound:
            break
        load = np.bincount(where, weights=sizes, minlength=bins)
        opened = (rng.random(bins) < 0.25) | (load == load.min())
        items = np.flatnonzero(opened[where])
        count, packed = _repack(sizes[items], capacity, rng, 0.3 * rng.random())
        new = np.bincount(packed, weights=sizes[items], minlength=count)
        if count < opened.sum() or (count == opened.sum() and (new**2).sum() >= (load[opened] ** 2).sum()):
            number = np.cumsum(~opened) - 1
            where = number[where]
            where[items] = (~opened).sum() + packed
            bins = int(where.max()) + 1
    return {"bin": where.tolist()}, bound


def bin_packing_base(public):
    left, current, where = public["C"], 0, []
    for size in public["s"].tolist():
        if size > left:
            current, left = current + 1, public["C"]
        left -= size
        where.append(current)
    return {"bin": where}
