"""Reference solver for snake_in_box; `python snake_in_box.py d kind seconds` prints a length.

Coils: cycles that a random symmetry of the cube (permuted and flipped bits) maps to themselves, by depth-first search over one part;
snakes: depth-first search in random order of directions. Both start afresh after a number of steps.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit


@njit
def _search(d, images, goal, limit, seed):
    """Vertices of the longest induced path from 0 that was found, whose images (rows of [s, 2^d]) are no neighbours of it.

    goal: the image of 0 next to which the path must end, -1 for none. limit: steps of the search.
    """
    np.random.seed(seed)
    s, n = images.shape
    touched, order = np.zeros(n, np.int64), np.zeros((n, d), np.int64)
    tried, path = np.zeros(n, np.int64), np.zeros(n, np.int64)
    best, kept = 0, np.zeros(n, np.int64)
    inside = np.zeros(n, np.bool_)
    depth = 0
    order[0] = np.random.permutation(d)
    for i in range(s):
        inside[images[i, 0]] = True
        for b in range(d):
            touched[images[i, 0] ^ 1 << b] += 1
    for _ in range(limit):
        if tried[depth] == d:
            if depth == 0:
                break
            for i in range(s):
                u = images[i, path[depth]]
                inside[u] = False
                for b in range(d):
                    touched[u ^ 1 << b] -= 1
            depth -= 1
            continue
        at = path[depth]
        new = at ^ 1 << order[depth, tried[depth]]
        tried[depth] += 1
        if inside[new]:
            continue
        apart = True
        for i in range(1, s):
            gap = images[i, new] ^ new
            apart = apart and gap != 0 and gap & (gap - 1) != 0
        if goal >= 0 and touched[new] == 2 and apart and depth > 0:
            gap = new ^ goal
            if gap & (gap - 1) == 0 and depth + 2 > best:
                best = depth + 2
                kept[: depth + 1] = path[: depth + 1]
                kept[depth + 1] = new
        if touched[new] > 1 or not apart:
            continue
        depth += 1
        path[depth], tried[depth], inside[new] = new, 0, True
        order[depth] = np.random.permutation(d)
        for i in range(s):
            u = images[i, new]
            inside[u] = True
            for b in range(d):
                touched[u ^ 1 << b] += 1
        if goal < 0 and depth + 1 > best:
            best = depth + 1
            kept[: depth + 1] = path[: depth + 1]
    return kept[:best]


def symmetry(d, rng):
    """A random symmetry as a table of 2^d images, and its order."""
    bits, flip = rng.permutation(d), int(rng.integers(1, 2**d))
    numbers = np.arange(2**d)
    table = sum((numbers >> b & 1) << int(bits[b]) for b in range(d)) ^ flip
    rows = [numbers]
    while not np.array_equal(table[rows[-1]], numbers):
        rows.append(table[rows[-1]])
    return np.array(rows)


def solve(d, kind, seconds):
    rng, finish, best = np.random.default_rng(0), time.process_time() + seconds, []
    seed = 0
    while time.process_time() < finish:
        seed += 1
        if kind == "snake":
            part = _search(d, np.arange(2**d)[None], -1, 5_000_000, seed)
            best = max(best, part.tolist(), key=len)
            continue
        images = symmetry(d, rng)
        gaps = images[1:, 0]
        if not 2 <= len(images) <= 8 or (gaps == 0).any() or (gaps & (gaps - 1) == 0).any():
            continue
        part = _search(d, images, int(images[1, 0]), 20_000, seed)
        best = max(best, images[:, part].reshape(-1).tolist(), key=len)
    return best


if __name__ == "__main__":
    d, kind = int(sys.argv[1]), sys.argv[2]
    found = solve(d, kind, float(sys.argv[3]))
    print(d, kind, len(found) - (kind == "snake"), found)
