"""Reference solver for polygons round points: annealed columns, whose cells are annealed when many vertices are allowed."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed columns in both directions, then (unless vertices are few) annealed cells of the region"
SIDE = 100_000


def _gains(public, cells):
    """Good minus bad points per cell of a board of cells x cells."""
    grid = np.zeros((cells, cells), np.int64)
    for name, sign in (("good", 1), ("bad", -1)):
        at = public[name] * cells // SIDE
        np.add.at(grid, (at[:, 0], at[:, 1]), sign)
    return grid


@njit
def _rectangle(grid):
    """Best sum of a rectangle and its (first, last) row and column."""
    n = len(grid)
    best, box = np.int64(-1), (0, 0, 0, 0)
    total = np.zeros(n, np.int64)
    for a in range(n):
        total[:] = 0
        for b in range(a, n):
            run, low = np.int64(0), 0
            for j in range(n):
                total[j] += grid[b, j]
                if run <= 0:
                    run, low = 0, j
                run += total[j]
                if run > best:
                    best, box = run, (a, b, low, j)
    return best, box


@njit
def _cells(grid, cut, low, high, longest, heat0, steps, seed):
    """Annealed region that starts as the columns [cut, next cut) x [low, high)."""
    np.random.seed(seed)
    n = len(grid)
    inside = np.zeros((n + 2, n + 2), np.bool_)
    value, length = np.int64(0), 2 * (cut[-1] - cut[0]) + high[0] - low[0] + high[-1] - low[-1]
    for c in range(len(low)):
        inside[cut[c] + 1 : cut[c + 1] + 1, low[c] + 1 : high[c] + 1] = True
        value += grid[cut[c] : cut[c + 1], low[c] : high[c]].sum()
        if c:
            length += abs(low[c] - low[c - 1]) + abs(high[c] - high[c - 1])
    best, kept = value, inside.copy()
    ring_i, ring_j = np.array([-1, -1, 0, 1, 1, 1, 0, -1]), np.array([0, 1, 1, 1, 0, -1, -1, -1])
    for step in range(steps):
        heat = heat0 * (1.0 - step / steps) ** 3 + 0.05
        i, j = np.random.randint(1, n + 1), np.random.randint(1, n + 1)
        turns, sides = 0, 0
        for k in range(8):
            here = inside[i + ring_i[k], j + ring_j[k]]
            turns += here != inside[i + ring_i[(k + 1) % 8], j + ring_j[(k + 1) % 8]]
            if k % 2 == 0:
                sides += here
        # one run of cells inside and one outside, each with a side of the cell: no hole, no second part, no corner contact
        if turns != 2 or sides == 0 or sides == 4:
            continue
        add = not inside[i, j]
        more = 4 - 2 * sides if add else 2 * sides - 4
        gain = grid[i - 1, j - 1] if add else -grid[i - 1, j - 1]
        if length + more > longest:
            continue
        if gain >= 0 or np.random.random() < np.exp(gain / heat):
            inside[i, j] = add
            length += more
            value += gain
            if value > best:
                best = value
                kept[:] = inside
    return best, kept


def _outline(inside, cell):
    """Vertices of the region's border, the region on the left."""
    follow = {}
    for i, j in np.argwhere(inside).tolist():
        for di, dj, start, end in ((0, -1, (0, 0), (1, 0)), (1, 0, (1, 0), (1, 1)), (0, 1, (1, 1), (0, 1)), (-1, 0, (0, 1), (0, 0))):
            if not inside[i + di, j + dj]:
                follow[i + start[0], j + start[1]] = (i + end[0], j + end[1])
    first = at = next(iter(follow))
    path = []
    while True:
        path.append(at)
        at = follow[at]
        if at == first:
            break
    n = len(path)
    corners = [path[k] for k in range(n) if (path[k - 1][0] == path[k][0]) != (path[k][0] == path[(k + 1) % n][0])]
    return [[cell * (i - 1), cell * (j - 1)] for i, j in corners]


@njit
def _column_value(sums, cut, low, high, longest):
    """Points in the columns [cut, next cut) x [low, high), or -1 if they are no polygon of the wanted length."""
    total, length = np.int64(0), 2 * (cut[-1] - cut[0]) + high[0] - low[0] + high[-1] - low[-1]
    for c in range(len(low)):
        if cut[c] >= cut[c + 1] or low[c] >= high[c]:
            return np.int64(-1)
        if c:
            if low[c] >= high[c - 1] or high[c] <= low[c - 1]:
                return np.int64(-1)
            length += abs(low[c] - low[c - 1]) + abs(high[c] - high[c - 1])
        total += sums[cut[c + 1], high[c]] - sums[cut[c], high[c]] - sums[cut[c + 1], low[c]] + sums[cut[c], low[c]]
    return total if length <= longest else np.int64(-1)


@njit
def _columns(sums, cut, low, high, longest, steps, seed):
    np.random.seed(seed)
    n, columns = len(sums) - 1, len(low)
    value = _column_value(sums, cut, low, high, longest)
    best, kept = value, (cut.copy(), low.copy(), high.copy())
    for step in range(steps):
        left = 1.0 - step / steps
        heat = 30.0 * left * left + 0.05
        kind, reach = np.random.randint(0, 3), int(60 * left) + 2
        shift = np.random.randint(-reach, reach + 1)
        c = np.random.randint(0, columns + 1) if kind == 0 else np.random.randint(0, columns)
        row = cut if kind == 0 else low if kind == 1 else high
        old = row[c]
        row[c] = min(max(old + shift, 0), n)
        new = _column_value(sums, cut, low, high, longest)
        if new >= 0 and (new >= value or np.random.random() < np.exp((new - value) / heat)):
            value = new
            if new > best:
                best, kept = new, (cut.copy(), low.copy(), high.copy())
        else:
            row[c] = old
    return best, kept


def _column_polygon(cut, low, high, cell):
    lower, upper = [[cut[0], low[0]]], [[cut[0], high[0]]]
    for c in range(1, len(low)):
        for chain, at in ((lower, low), (upper, high)):
            if at[c] != at[c - 1]:
                chain += [[cut[c], at[c - 1]], [cut[c], at[c]]]
    path = [*lower, [cut[-1], low[-1]], [cut[-1], high[-1]], *upper[::-1]]
    return [[cell * int(x), cell * int(y)] for x, y in path]


def _column_run(grid, columns, longest, steps):
    """(value, (cuts, lows, highs)) of annealed columns that start as the best rectangle."""
    n = len(grid)
    step = n // 100
    sums = np.pad(grid.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    _, (a, b, c, d) = _rectangle(grid.reshape(100, step, 100, step).sum(axis=(1, 3)))
    columns = min(columns, step * (b + 1 - a))
    cut = np.linspace(step * a, step * (b + 1), columns + 1).astype(np.int64)
    return _columns(sums, cut, np.full(columns, step * c), np.full(columns, step * (d + 1)), longest, steps, 0)


def solve(public, seconds):
    most, few = len(public["good"]) + 1, public["max_vertices"] < 400
    cells = 500 if few else 100
    grid, longest = _gains(public, cells), public["max_perimeter"] * cells // SIDE
    found = []
    for turned in (False, True):
        board = np.ascontiguousarray(grid.T) if turned else grid
        value, kept = _column_run(board, public["max_vertices"] // 4 if few else 16, longest, int(seconds * (2e6 if few else 7e5)))
        if few:
            path = _column_polygon(*kept, SIDE // cells)
        else:
            value, inside = _cells(board, *kept, longest, 1.5, int(seconds * 3e6), 0)
            path = _outline(inside, SIDE // cells)
        found.append((value, [[y, x] for x, y in path] if turned else path))
    return {"v": max(found)[1]}, most


def base(public):
    """The best rectangle of a 16 x 16 board."""
    _, (a, b, c, d) = _rectangle(_gains(public, 16))
    x0, x1, y0, y1 = a * SIDE // 16, (b + 1) * SIDE // 16 - 1, c * SIDE // 16, (d + 1) * SIDE // 16 - 1
    return {"v": [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]}
