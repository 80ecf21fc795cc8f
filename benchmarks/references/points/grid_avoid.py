"""Reference subsets without isosceles triangles: `python benchmarks/references/points/grid_avoid.py N SECONDS [SEED] [line]` (seconds of CPU).

Iterated greedy: take some points away, fill up with random free cells, keep what is not worse. Every other run keeps the set symmetric
about the vertical middle of the grid. The checked size goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.scorers.grid_points import no_isosceles, no_three_in_line


@njit(cache=True)
def _forbidden(n, line, a, b, c):
    ax, ay, bx, by, cx, cy = a // n, a % n, b // n, b % n, c // n, c % n
    if line:
        return (bx - ax) * (cy - ay) == (by - ay) * (cx - ax)
    ab = (ax - bx) ** 2 + (ay - by) ** 2
    ac = (ax - cx) ** 2 + (ay - cy) ** 2
    bc = (bx - cx) ** 2 + (by - cy) ** 2
    return ab in (ac, bc) or ac == bc


@njit(cache=True)
def _image(n, point):
    """The mirror image of a cell."""
    return (n - 1 - point // n) * n + point % n


@njit(cache=True)
def _change(n, line, blocked, chosen, count, point, sign):
    """Add to `blocked` (pairs that forbid a cell) what the new pairs of `point` forbid; sign -1 takes it off."""
    for k in range(count):
        if chosen[k] != point:
            for c in range(n * n):
                if _forbidden(n, line, point, chosen[k], c):
                    blocked[c] += sign


@njit(cache=True)
def _run(n, line, mirror, rounds, chosen, count, best, seed):
    np.random.seed(seed)
    blocked, inside = np.zeros(n * n, np.int64), np.zeros(n * n, np.bool_)
    for k in range(count):
        _change(n, line, blocked, chosen, k, chosen[k], 1)
        inside[chosen[k]] = True
    most = 0
    for _ in range(rounds):
        old, size = chosen[:count].copy(), count
        tried = np.zeros(n * n, np.bool_)
        for _ in range(min(count, 1 + np.random.randint(4))):
            if count == 0:
                break
            point = chosen[np.random.randint(count)]
            for gone in (point, _image(n, point)):
                if inside[gone] and (mirror or gone == point):
                    _change(n, line, blocked, chosen, count, gone, -1)
                    count -= 1
                    chosen[np.flatnonzero(chosen[: count + 1] == gone)[0]] = chosen[count]
                    inside[gone] = False
        while True:
            free = np.flatnonzero((blocked == 0) & ~inside & ~tried)
            if len(free) == 0:
                break
            point = free[np.random.randint(len(free))]
            other = _image(n, point)
            _change(n, line, blocked, chosen, count, point, 1)
            chosen[count], inside[point] = point, True
            count += 1
            if mirror and other != point:
                if blocked[other] > 0:  # the image does not fit any more: take the point back
                    count -= 1
                    _change(n, line, blocked, chosen, count, point, -1)
                    inside[point], tried[point], tried[other] = False, True, True
                    continue
                _change(n, line, blocked, chosen, count, other, 1)
                chosen[count], inside[other] = other, True
                count += 1
        if count > most:
            most = count
            best[:count] = chosen[:count]
        if count < size and np.random.random() > 0.01 ** (size - count):
            blocked[:], inside[:] = 0, False
            count = size
            chosen[:count] = old
            for k in range(count):
                _change(n, line, blocked, chosen, k, chosen[k], 1)
                inside[chosen[k]] = True
    return count, most


def search(n: int, seconds: float, seed: int, line: bool) -> np.ndarray:
    chosen, best = np.zeros((2, n * n), np.int64), np.zeros(n * n, np.int64)
    end, count, most, found = time.process_time() + seconds, [0, 0], 0, np.zeros(0, np.int64)
    while time.process_time() < end:
        kind = seed % 2
        count[kind], here = _run(n, line, kind == 1, 100, chosen[kind], count[kind], best, seed)
        seed += 1
        if here > most:
            most, found = here, best[:here].copy()
    return found


if __name__ == "__main__":
    side, straight = int(sys.argv[1]), len(sys.argv) > 4
    cells = search(side, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0, straight)
    rule = no_three_in_line if straight else no_isosceles
    print(side, "line" if straight else "isosceles", rule(side, np.stack((cells // side, cells % side), axis=1)).value, flush=True)
