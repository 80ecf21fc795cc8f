"""Reference solvers that anneal a permutation (assignment, layout, tardiness) and a differencing search for partitions."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _anneal_qap(f, d, steps, seed):
    np.random.seed(seed)
    n = len(f)
    p = np.random.permutation(n)
    value = np.int64(0)
    for i in range(n):
        for j in range(n):
            value += f[i, j] * d[p[i], p[j]]
    best, kept = value, p.copy()
    top = 0.5 * f.mean() * d.mean() * n
    for step in range(steps):
        a, b = np.random.randint(0, n), np.random.randint(0, n)
        if a == b:
            continue
        change = np.int64(0)
        for k in range(n):
            if k != a and k != b:
                change += (f[a, k] - f[b, k]) * (d[p[b], p[k]] - d[p[a], p[k]])
        change *= 2
        heat = top * (0.002 ** (step / steps))
        if change <= 0 or np.random.random() < np.exp(-change / heat):
            p[a], p[b] = p[b], p[a]
            value += change
            if value < best:
                best = value
                kept[:] = p
    return best, kept


def qap(public, seconds):
    f, d = public["f"].astype(np.int64), public["d"].astype(np.int64)
    runs = [_anneal_qap(f, d, int(seconds * 1.2e7 * 12 / len(f)), k) for k in range(3)]
    return {"p": min(runs, key=lambda run: run[0])[1].tolist()}, None


def qap_base(public):
    return {"p": list(range(len(public["f"])))}


@njit(cache=True)
def _layout(first, second, pos, kind, opened):
    """Cost and a finer energy of it."""
    total, square, most = 0, 0.0, 0
    opened[:] = 0
    for k in range(len(first)):
        a, b = pos[first[k]], pos[second[k]]
        if a > b:
            a, b = b, a
        total += b - a
        length = float((b - a) * (b - a))
        square += length * length
        most = max(most, b - a)
        opened[a] += 1
        opened[b] -= 1
    if kind == 0:
        return most, most + 0.3 * (square / len(first)) ** 0.25
    if kind == 1:
        return total, float(total)
    now, most, square = 0, 0, 0.0
    for k in range(len(pos)):
        now += opened[k]
        most = max(most, now)
        length = float(now * now)
        square += length * length
    return most, most + 0.3 * (square / len(pos)) ** 0.25


@njit(cache=True)
def _anneal_layout(first, second, start, kind, steps, seed, heat_factor):
    np.random.seed(seed)
    n, pos = len(start), start.copy()
    opened = np.zeros(n + 1, np.int64)
    vertex = np.argsort(pos)
    best, energy = _layout(first, second, pos, kind, opened)
    kept, trial = pos.copy(), pos.copy()
    top = heat_factor * (20.0 if kind == 1 else 0.6)
    for step in range(steps):
        heat = top * (0.01 ** (step / steps))
        reach = max(2, int(n * (1 - step / steps)))
        i = np.random.randint(0, n)
        j = min(n - 1, max(0, i + np.random.randint(-reach, reach + 1)))
        trial[:] = pos
        if np.random.random() < 0.5:
            trial[vertex[i]], trial[vertex[j]] = j, i
        else:
            way = 1 if i < j else -1
            for k in range(i, j, way):
                trial[vertex[k + way]] = k
            trial[vertex[i]] = j
        cost, new = _layout(first, second, trial, kind, opened)
        if new <= energy or np.random.random() < np.exp((energy - new) / heat):
            energy = new
            pos[:] = trial
            for k in range(n):
                vertex[pos[k]] = k
            if cost < best:
                best = cost
                kept[:] = pos
    return best, kept


def linear_layout(public, seconds):
    edges, kind = public["edges"], ("bandwidth", "minla", "cutwidth").index(public["kind"])
    first, second = edges[:, 0].copy(), edges[:, 1].copy()
    n, steps = public["n"], int(seconds * 8e7 / (len(edges) + 100))
    laplacian = np.zeros((n, n))
    laplacian[first, second] = laplacian[second, first] = -1
    np.fill_diagonal(laplacian, -laplacian.sum(axis=1))
    fiedler = np.argsort(np.argsort(np.linalg.eigh(laplacian)[1][:, 1], kind="stable"))
    mixed = np.random.default_rng(0).permutation(n)
    starts = ((mixed, 1.0), (fiedler, 0.5), (fiedler, 0.15))
    runs = [_anneal_layout(first, second, start, kind, steps, seed, heat) for seed, (start, heat) in enumerate(starts)]
    degree = np.bincount(edges.ravel())
    half = degree // 2
    bounds = (-(-int(degree.max()) // 2), int((half * (half + 1) + (degree % 2) * (half + 1)).sum() + 1) // 2, -(-int(degree.max()) // 2))
    return {"pos": min(runs, key=lambda run: run[0])[1].tolist()}, bounds[kind]


def linear_layout_base(public):
    return {"pos": list(range(public["n"]))}


@njit(cache=True)
def _tardiness(p, w, due, order):
    now, total = 0, 0
    for job in order:
        now += p[job]
        total += w[job] * max(0, now - due[job])
    return total


@njit(cache=True)
def _anneal_tardiness(p, w, due, steps, seed):
    np.random.seed(seed)
    n = len(p)
    order = np.argsort(due)
    value = _tardiness(p, w, due, order)
    best, kept, trial = value, order.copy(), order.copy()
    top = 2.0 * p.mean() * w.mean()
    for step in range(steps):
        heat = top * (0.01 ** (step / steps))
        i = np.random.randint(0, n)
        j = min(n - 1, max(0, i + np.random.randint(-20, 21)))
        trial[:] = order
        if np.random.random() < 0.5:
            trial[i], trial[j] = trial[j], trial[i]
        else:
            job, way = trial[i], 1 if i < j else -1
            for k in range(i, j, way):
                trial[k] = trial[k + way]
            trial[j] = job
        new = _tardiness(p, w, due, trial)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            order[:] = trial
            if new < best:
                best = new
                kept[:] = order
    return best, kept


def weighted_tardiness(public, seconds):
    p, w, due = (public[name].astype(np.int64) for name in ("p", "w", "due"))
    runs = [_anneal_tardiness(p, w, due, int(seconds * 1.5e8 / (len(p) + 50)), k) for k in range(3)]
    return {"order": min(runs, key=lambda run: run[0])[1].tolist()}, None


def weighted_tardiness_base(public):
    return {"order": list(range(len(public["p"])))}


@njit(cache=True)
def _difference(sums, k, group):
    """Multiway Karmarkar-Karp on the parts `sums`; fills `group` and returns largest − smallest sum."""
    n = len(sums)
    rows, parts = np.zeros((n, k), np.int64), np.full((n, k), -1)
    link, alive = np.full(n, -1), np.ones(n, np.bool_)
    for i in range(n):
        rows[i, k - 1], parts[i, k - 1] = sums[i], i
    for _ in range(n - 1):
        a, b = -1, -1
        for i in range(n):
            if alive[i]:
                if a < 0 or rows[i, k - 1] > rows[a, k - 1]:
                    a, b = i, a
                elif b < 0 or rows[i, k - 1] > rows[b, k - 1]:
                    b = i
        alive[b] = False
        for m in range(k):
            other = k - 1 - m
            rows[a, m] += rows[b, other]
            if parts[a, m] < 0:
                parts[a, m] = parts[b, other]
            elif parts[b, other] >= 0:
                root = parts[b, other]
                while link[root] >= 0:
                    root = link[root]
                link[root] = parts[a, m]
        order = np.argsort(rows[a])
        rows[a], parts[a] = rows[a][order] - rows[a].min(), parts[a][order]
    last = 0
    while not alive[last]:
        last += 1
    for i in range(n):
        root = i
        while link[root] >= 0:
            root = link[root]
        for m in range(k):
            top = parts[last, m]
            while top >= 0 and link[top] >= 0:
                top = link[top]
            if top == root:
                group[i] = m
    return rows[last, k - 1]


@njit(cache=True)
def _partition(a, k, steps, seed):
    """Local search over prepartitions (Ruml, Ngo, Marks, Shieber 1996): numbers with one label stay together."""
    np.random.seed(seed)
    n = len(a)
    label, group, best_group = np.arange(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    best = _difference(a, k, best_group)
    value = best
    for _ in range(steps):
        trial = label.copy()
        trial[np.random.randint(0, n)] = np.random.randint(0, n)
        sums = np.zeros(n, np.int64)
        for i in range(n):
            sums[trial[i]] += a[i]
        if sums.max() > np.int64(1) << 61:
            continue
        new = _difference(sums, k, group)
        if new <= value or np.random.random() < 0.02:
            value, label = new, trial
        if new < best:
            best = new
            for i in range(n):
                best_group[i] = group[trial[i]]
    return best, best_group


def number_partition(public, seconds):
    a = public["a"].astype(np.int64)
    runs = [_partition(a, public["k"], int(seconds * 2e8 / (len(a) * (len(a) + 150 * public["k"]))), seed) for seed in range(3)]
    best = min(runs, key=lambda run: run[0])
    return {"g": best[1].tolist()}, 0


def number_partition_base(public):
    return {"g": [i % public["k"] for i in range(len(public["a"]))]}
