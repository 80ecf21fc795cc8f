"""Reference solver for sweep routes: parts of the walk are replaced by random short ways or detours, annealed."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed replacement of walk parts, 2 starts"


@njit
def _value(walk, length, d, seen, first):
    seen[:] = -1
    total = np.int64(0)
    for t in range(length):
        v = walk[t]
        if seen[v] < 0:
            first[v] = t
        else:
            gap = t - seen[v]
            total += d[v] * (gap * (gap - 1) // 2)
        seen[v] = t
    for v in range(len(d)):
        if seen[v] < 0:
            return np.inf
        gap = first[v] + length - seen[v]
        total += d[v] * (gap * (gap - 1) // 2)
    return total / length


@njit
def _way(near, a, b, before, queue, out):
    """A random shortest way from a to b, without a and with b; its length."""
    before[:] = -1
    before[a] = a
    queue[0] = a
    head, tail = 0, 1
    turn = np.random.randint(0, 4)
    while head < tail and before[b] < 0:
        v = queue[head]
        head += 1
        for k in range(4):
            w = near[v, (k + turn) % 4]
            if w >= 0 and before[w] < 0:
                before[w] = v
                queue[tail] = w
                tail += 1
    count, v = 0, b
    while v != a:
        out[count] = v
        count += 1
        v = before[v]
    for k in range(count // 2):
        out[k], out[count - 1 - k] = out[count - 1 - k], out[k]
    return count


@njit
def _anneal(near, d, start, steps, seed):
    """walk[t] is the cell entered at step t; the last one is cell 0."""
    np.random.seed(seed)
    cells, most = len(d), 8 * len(d)
    walk, other = np.zeros(most, np.int64), np.zeros(most, np.int64)
    length = len(start)
    walk[:length] = start
    seen, first = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    before, queue, way, more = np.zeros(cells, np.int64), np.zeros(cells, np.int64), np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    value = _value(walk, length, d, seen, first)
    best, kept = value, walk[:length].copy()
    for step in range(steps):
        heat = 0.0015 * value * (1.0 - step / steps) ** 2 + 1e-7 * value
        # the walk between entries i and j is replaced by a way, perhaps over a third cell near by
        i = np.random.randint(0, length - 1)
        span = np.random.randint(1, 12) if np.random.random() < 0.8 else np.random.randint(1, 60)
        j = min(length - 1, i + span)
        a, b = walk[i], walk[j]
        count = 0
        if np.random.random() < 0.6:
            c = a
            for _ in range(np.random.randint(1, 7)):
                w = near[c, np.random.randint(0, 4)]
                if w >= 0:
                    c = w
            count = _way(near, a, c, before, queue, way)
            a = c
        rest = _way(near, a, b, before, queue, more)
        if count + rest > j - i + 8 or length + count + rest - (j - i) > most or (i == j and count + rest == 0):
            continue
        other[: i + 1] = walk[: i + 1]
        other[i + 1 : i + 1 + count] = way[:count]
        other[i + 1 + count : i + 1 + count + rest] = more[:rest]
        size = length + count + rest - (j - i)
        other[i + 1 + count + rest : size] = walk[j + 1 : length]
        new = _value(other, size, d, seen, first)
        if new <= value or (new < np.inf and np.random.random() < np.exp((value - new) / heat)):
            walk, other = other, walk
            value, length = new, size
            if new < best:
                best, kept = new, walk[:length].copy()
    return best, kept


def _tables(public):
    n = public["N"]
    near = np.full((n * n, 4), -1, np.int64)
    for v in range(n * n):
        i, j = divmod(v, n)
        if j < n - 1 and not public["right"][i, j]:
            near[v, 0], near[v + 1, 2] = v + 1, v
        if i < n - 1 and not public["down"][i, j]:
            near[v, 1], near[v + n, 3] = v + n, v
    return near


def _depth_first(near):
    """Cells entered by a depth-first walk that returns to the start."""
    seen, walk = {0}, []

    path = [0]
    while path:
        free = [w for w in near[path[-1]].tolist() if w >= 0 and w not in seen]
        if free:
            seen.add(free[0])
            path.append(free[0])
            walk.append(free[0])
        else:
            path.pop()
            if path:
                walk.append(path[-1])
    return np.array(walk)


def _nearest_first(near, seed):
    """Walk that goes to a nearest cell not entered yet, to dead ends beside it first, and home at the end."""
    draw = np.random.default_rng(seed)
    links = [[w for w in row if w >= 0] for row in near.tolist()]
    rest, walk, at = set(range(1, len(links))), [], 0

    def way(goals):
        before, layer = {at: at}, [at]
        while True:
            found = sorted(v for v in layer if v in goals)
            if found:
                v, out = found[draw.integers(len(found))], []
                while v != at:
                    out.append(v)
                    v = before[v]
                return out[::-1]
            layer = [w for v in layer for w in links[v] if before.setdefault(w, v) == v and w != at and w not in layer]

    while rest:
        ends = {v for v in links[at] if v in rest and sum(w in rest for w in links[v]) <= 1}
        out = way(ends or rest)
        walk += out
        rest -= set(out)
        at = walk[-1]
    return np.array(walk + way({0}) if at else walk)


def _letters(near, walk):
    at, out = 0, []
    for v in walk.tolist():
        out.append("RDLU"[near[at].tolist().index(v)])
        at = v
    return {"move": "".join(out)}


def solve(public, seconds):
    near, d = _tables(public), public["d"].ravel().astype(np.int64)
    steps = int(seconds * 1e8 / (len(d) * 3))
    seen, first = np.zeros(len(d), np.int64), np.zeros(len(d), np.int64)
    greedy = min((_nearest_first(near, seed) for seed in range(8)), key=lambda walk: _value(walk, len(walk), d, seen, first))
    _, walk = min((_anneal(near, d, start, steps, 0) for start in (_depth_first(near), greedy)), key=lambda run: run[0])
    return _letters(near, walk), None


def base(public):
    near = _tables(public)
    return _letters(near, _depth_first(near))
