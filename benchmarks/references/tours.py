"""Reference solvers for tours: iterated 2-opt and Or-opt (symmetric), segment exchange (asymmetric), 1-tree bound."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _reverse(tour, place, i, j):
    """Reverse the path from position i to position j (cyclic), the shorter way round."""
    n = len(tour)
    inside = (j - i + n) % n + 1
    if 2 * inside > n:
        i, j = (j + 1) % n, (i - 1 + n) % n
        inside = n - inside
    for _ in range(inside // 2):
        a, b = tour[i], tour[j]
        tour[i], tour[j] = b, a
        place[b], place[a] = i, j
        i = i + 1 if i + 1 < n else 0
        j = j - 1 if j > 0 else n - 1


@njit(cache=True)
def _two_opt(a, tour, place, d, near):
    n = len(tour)
    i = place[a]
    for forward in (True, False):
        b = tour[(i + 1) % n] if forward else tour[i - 1]
        for c in near[a]:
            gain = d[a, b] - d[a, c]
            if gain <= 0:
                break
            k = place[c]
            e = tour[(k + 1) % n] if forward else tour[k - 1]
            if gain + d[c, e] - d[b, e] > 0:
                if forward:
                    _reverse(tour, place, (i + 1) % n, k)
                else:
                    _reverse(tour, place, k, (i - 1 + n) % n)
                return b, c, e
    return -1, -1, -1


@njit(cache=True)
def _or_opt(a, tour, place, d, near):
    """Move a path of up to 3 cities that ends in `a` next to a near city, either way round."""
    n = len(tour)
    for length in range(1, 4):
        for forward in (True, False):
            step = 1 if forward else -1
            i = place[a]
            other = tour[(i + step * (length - 1) + n) % n]
            before, behind = tour[(i - step + n) % n], tour[(i + step * length + n) % n]
            removed = d[before, a] + d[other, behind] - d[before, behind]
            for c in near[a]:
                gain = removed - d[a, c]
                if gain <= 0:
                    break
                if ((place[c] - i) * step + n) % n < length:
                    continue
                for side in (1, -1):
                    e = tour[(place[c] + side + n) % n]
                    if ((place[e] - i) * step + n) % n < length:
                        continue
                    if gain + d[c, e] - d[other, e] > 0:
                        _move(tour, place, a, other, length, step, c, e, side)
                        return before, behind, c, e, other
    return -1, -1, -1, -1, -1


@njit(cache=True)
def _move(tour, place, a, other, length, step, c, e, side):
    n = len(tour)
    path = np.empty(length, np.int64)
    for k in range(length):
        path[k] = tour[(place[a] + step * k + n) % n]
    out, at = np.empty(n, np.int64), 0
    first = c if side == 1 else e
    taken = np.zeros(n, np.bool_)
    taken[path] = True
    for k in range(n):
        city = tour[(place[first] + k) % n]
        if taken[city]:
            continue
        out[at] = city
        at += 1
        if k == 0:
            for m in range(length):
                out[at] = path[m] if side == 1 else path[length - 1 - m]
                at += 1
    for k in range(n):
        tour[k] = out[k]
        place[out[k]] = k


@njit(cache=True)
def _descend(tour, place, d, near, queue, waiting, count):
    while count > 0:
        count -= 1
        a = queue[count]
        waiting[a] = False
        while True:
            touched = np.full(5, -1)
            touched[0], touched[1], touched[2] = _two_opt(a, tour, place, d, near)
            if touched[0] < 0:
                touched[0], touched[1], touched[2], touched[3], touched[4] = _or_opt(a, tour, place, d, near)
            if touched[0] < 0:
                break
            for city in touched:
                if city >= 0 and not waiting[city]:
                    waiting[city] = True
                    queue[count] = city
                    count += 1


@njit(cache=True)
def _length(tour, d):
    total = d[tour[-1], tour[0]]
    for k in range(len(tour) - 1):
        total += d[tour[k], tour[k + 1]]
    return total


@njit(cache=True)
def _iterate(d, near, kicks, seed):
    np.random.seed(seed)
    n = len(d)
    tour = np.random.permutation(n)
    place, queue, waiting = np.empty(n, np.int64), np.empty(n, np.int64), np.ones(n, np.bool_)
    for k in range(n):
        place[tour[k]] = k
        queue[k] = tour[k]
    _descend(tour, place, d, near, queue, waiting, n)
    best, kept = _length(tour, d), tour.copy()
    for _ in range(kicks):
        reach = min(n // 4, 30)
        i = np.random.randint(0, n)
        p, q = 1 + np.random.randint(0, reach), 1 + np.random.randint(0, reach)
        count = 0
        part = np.empty(p + q, np.int64)
        for k in range(q):
            part[k] = kept[(i + p + k) % n]
        for k in range(p):
            part[q + k] = kept[(i + k) % n]
        tour[:] = kept
        for k in range(p + q):
            tour[(i + k) % n] = part[k]
        for k in range(n):
            place[tour[k]] = k
        for k in (i - 1 + n, i, i + q - 1, i + q, i + p + q - 1, i + p + q):
            city = tour[k % n]
            if not waiting[city]:
                waiting[city] = True
                queue[count] = city
                count += 1
        _descend(tour, place, d, near, queue, waiting, count)
        length = _length(tour, d)
        if length <= best:
            best = length
            kept[:] = tour
    return best, kept


@njit(cache=True)
def _exchange(d, kicks, seed):
    """Iterated exchange of two neighbouring paths (the 3-opt move without reversal) for asymmetric distances."""
    np.random.seed(seed)
    n = len(d)
    kept, best = np.random.permutation(n), np.int64(2**60)
    for kick in range(kicks):
        tour = kept.copy()
        if kick:
            cuts = np.sort(np.random.choice(n - 1, 3, False)) + 1
            tour = np.concatenate((tour[: cuts[0]], tour[cuts[1] : cuts[2]], tour[cuts[0] : cuts[1]], tour[cuts[2] :]))
        improved = True
        while improved:
            improved = False
            for i in range(n - 2):
                a, b = tour[i], tour[i + 1]
                for j in range(i + 1, n - 1):
                    c, e = tour[j], tour[j + 1]
                    first = d[a, b] + d[c, e] - d[a, e]
                    if first <= 0:
                        continue
                    for k in range(j + 1, n):
                        f, g = tour[k], tour[(k + 1) % n]
                        if first + d[f, g] - d[f, b] - d[c, g] > 0:
                            tour = np.concatenate((tour[: i + 1], tour[j + 1 : k + 1], tour[i + 1 : j + 1], tour[k + 1 :]))
                            improved = True
                            break
                    if improved:
                        break
                if improved:
                    break
        length = _length(tour, d)
        if length <= best:
            best, kept = length, tour
    return best, kept


@njit(cache=True)
def _one_tree(d, upper, steps):
    """Held-Karp bound: best weight of a minimum 1-tree under node prices (valid for any prices)."""
    n = len(d)
    price, best, scale = np.zeros(n), -1e300, 2.0
    for _ in range(steps):
        degree, cost, parent = np.zeros(n, np.int64), np.full(n, 1e300), np.zeros(n, np.int64)
        inside, total, at = np.zeros(n, np.bool_), 0.0, 1
        cost[1] = 0.0
        for k in range(1, n):
            at = -1
            for v in range(1, n):
                if not inside[v] and (at < 0 or cost[v] < cost[at]):
                    at = v
            inside[at] = True
            if k > 1:
                total += cost[at]
                degree[at] += 1
                degree[parent[at]] += 1
            for v in range(1, n):
                weight = d[at, v] + price[at] + price[v]
                if not inside[v] and weight < cost[v]:
                    cost[v], parent[v] = weight, at
        low, second = -1, -1
        for v in range(1, n):
            weight = d[0, v] + price[v]
            if low < 0 or weight < d[0, low] + price[low]:
                low, second = v, low
            elif second < 0 or weight < d[0, second] + price[second]:
                second = v
        total += d[0, low] + price[low] + d[0, second] + price[second] + 2 * price[0] - 2 * price.sum()
        degree[0], degree[low], degree[second] = 2, degree[low] + 1, degree[second] + 1
        best = max(best, total)
        norm = ((degree - 2) ** 2).sum()
        if norm == 0:
            break
        price += scale * (upper - total) / norm * (degree - 2)
        scale *= 0.985
    return best


def tsp(public, seconds):
    from eft.evaluation.blocks.tour import rounded_euclidean

    if "d" in public:
        d = public["d"].astype(np.int64)
        runs = [_exchange(d, int(120 * seconds), k) for k in range(3)]
        floor = np.sort(d + np.where(np.eye(len(d)) > 0, 10**9, 0), axis=1)[:, 0].sum()
        return {"tour": min(runs, key=lambda run: run[0])[1].tolist()}, int(floor)
    d = rounded_euclidean(public["xy"])
    near = np.argsort(d + np.where(np.eye(len(d)) > 0, 10**9, 0), axis=1, kind="stable")[:, :10].astype(np.int64)
    runs = [_iterate(d, near, int(seconds * 6e6 / (len(d) + 200)), k) for k in range(2)]
    best = min(runs, key=lambda run: run[0])
    return {"tour": best[1].tolist()}, int(np.ceil(_one_tree(d.astype(np.float64), float(best[0]), 250) * (1 - 1e-12) - 1e-6))


def tsp_base(public):
    return {"tour": list(range(len(public["d"] if "d" in public else public["xy"])))}
