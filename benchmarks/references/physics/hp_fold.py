"""Reference values of physics/hp_fold: `python benchmarks/references/physics/hp_fold.py [seconds]`.

Annealing with pull moves (Lesh, Mitzenmacher and Whitesides 2003, "A complete and efficient move set for simple protein folding"), restarted.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family

SIDE = 256
DX, DY = np.array([1, 0, -1, 0]), np.array([0, 1, 0, -1])


@njit(cache=True)
def _contacts(seq, x, y, grid):
    total = 0
    for k in range(len(seq)):
        if seq[k]:
            for d in range(2):
                other = grid[(x[k] + DX[d]) % SIDE, (y[k] + DY[d]) % SIDE]
                if other and seq[other - 1] and abs(other - 1 - k) > 1:
                    total += 1
    return total


@njit(cache=True)
def _pull(x, y, grid, n, i, d, backward):
    """One pull move at letter i toward the diagonal number d, in place; False if it is not possible. Letters move as i, i-1, ..."""
    step = -1 if backward else 1
    nxt = i + step
    if nxt < 0 or nxt >= n:
        return False
    # L: free site next to letter `nxt` and diagonal to letter i
    lx, ly = (x[nxt] + DX[d]) % SIDE, (y[nxt] + DY[d]) % SIDE
    ax, ay = (lx - x[i] + SIDE // 2) % SIDE - SIDE // 2, (ly - y[i] + SIDE // 2) % SIDE - SIDE // 2
    if grid[lx, ly] or abs(ax) != 1 or abs(ay) != 1:
        return False
    cx, cy = (x[i] + lx - x[nxt]) % SIDE, (y[i] + ly - y[nxt]) % SIDE
    prev = i - step
    inside = 0 <= prev < n
    if inside and grid[cx, cy] and grid[cx, cy] != prev + 1:
        return False
    ox, oy, px, py = x[i], y[i], 0, 0
    grid[ox, oy] = 0
    x[i], y[i] = lx, ly
    grid[lx, ly] = i + 1
    if not inside or (x[prev] == cx and y[prev] == cy):
        return True
    px, py = x[prev], y[prev]
    grid[px, py] = 0
    x[prev], y[prev] = cx, cy
    grid[cx, cy] = prev + 1
    j = prev - step
    ax, ay, bx, by = ox, oy, px, py  # sites that letters j, j - step take: those left two letters before
    while 0 <= j < n:
        ux, uy = (x[j] - x[j + step] + SIDE // 2) % SIDE - SIDE // 2, (y[j] - y[j + step] + SIDE // 2) % SIDE - SIDE // 2
        if abs(ux) + abs(uy) == 1:
            break
        tx, ty = x[j], y[j]
        grid[tx, ty] = 0
        x[j], y[j] = ax, ay
        grid[ax, ay] = j + 1
        ax, ay, bx, by = bx, by, tx, ty
        j -= step
    return True


@njit(cache=True)
def _end(x, y, grid, n, d, e, backward):
    """Pull the whole chain by its end two sites further."""
    end = n - 1 if not backward else 0
    step = 1 if not backward else -1
    ux, uy = (x[end] + DX[d]) % SIDE, (y[end] + DY[d]) % SIDE
    vx, vy = (ux + DX[e]) % SIDE, (uy + DY[e]) % SIDE
    if grid[ux, uy] or grid[vx, vy] or (vx == x[end] and vy == y[end]):
        return False
    j = end
    ax, ay, bx, by = vx, vy, ux, uy
    while 0 <= j < n:
        if j != end:
            wx, wy = (x[j] - x[j + step] + SIDE // 2) % SIDE - SIDE // 2, (y[j] - y[j + step] + SIDE // 2) % SIDE - SIDE // 2
            if abs(wx) + abs(wy) == 1:
                break
        tx, ty = x[j], y[j]
        grid[tx, ty] = 0
        x[j], y[j] = ax, ay
        grid[ax, ay] = j + 1
        ax, ay, bx, by = bx, by, tx, ty
        j -= step
    return True


@njit(cache=True)
def anneal(seq, sweeps, hot, cold, seed):
    np.random.seed(seed)
    n = len(seq)
    grid = np.zeros((SIDE, SIDE), np.int64)
    x, y = np.arange(n) + 60, np.full(n, 128)
    for k in range(n):
        grid[x[k], y[k]] = k + 1
    value, best, bx, by = 0, 0, x.copy(), y.copy()
    ox, oy = x.copy(), y.copy()
    for step in range(sweeps):
        temperature = hot * (cold / hot) ** (step / sweeps)
        backward, d, i = np.random.random() < 0.5, np.random.randint(4), np.random.randint(n)
        ox[:], oy[:] = x, y
        end = i == (0 if backward else n - 1)
        done = _end(x, y, grid, n, d, np.random.randint(4), backward) if end else _pull(x, y, grid, n, i, d, backward)
        if not done:
            continue
        new = _contacts(seq, x, y, grid)
        if new >= value or np.random.random() < np.exp((new - value) / temperature):
            value = new
            if value > best:
                best = value
                bx[:], by[:] = x, y
        else:
            for k in range(n):
                grid[x[k], y[k]] = 0
            x[:], y[:] = ox, oy
            for k in range(n):
                grid[x[k], y[k]] = k + 1
    return best, bx, by


def main(seconds: float) -> None:
    for task in read_family("physics/hp_fold"):
        score = load_module(task, "score")
        public, _ = score.instance(task.params, None)
        seq = public["seq"]
        best, seed, start = -1, 0, time.process_time()
        while time.process_time() - start < seconds:
            _, x, y = anneal(seq, 400_000, 1.0, 0.15, seed)
            steps = [((x[k + 1] - x[k] + 128) % 256 - 128, (y[k + 1] - y[k] + 128) % 256 - 128) for k in range(len(seq) - 1)]
            move = [score.STEPS.index((int(a), int(b))) for a, b in steps]
            best, seed = max(best, int(score.score(public, {}, {"move": move}).value)), seed + 1
        even, odd = int(seq[::2].sum()), int(seq[1::2].sum())
        print(task.id, best, "runs", seed, "bound", 2 * min(even, odd) + 2, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6.0)
