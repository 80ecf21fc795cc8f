"""Boards cut into pieces, so that a perfect packing exists; all draws from a `Stream`."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import I64, Stream

Cell = tuple[int, int]
LARGEST, SMALLEST = 6, 3  # cells of a polyomino


def guillotine(stream: Stream, width: int, height: int, n: int) -> tuple[I64, I64]:
    """Widths and heights [n] of rectangles from n - 1 straight cuts of a width x height box, in random order.

    A rectangle is drawn with probability proportional to its area and cut across its longer side between 1/4 and 3/4 of it; those with a
    longer side below 4 stay whole. ValueError if nothing is left to cut.
    """
    pieces = [(width, height)]
    while len(pieces) < n:
        areas = np.array([w * h if max(w, h) >= 4 else 0 for w, h in pieces])
        if not areas.any():
            raise ValueError(f"a {width} x {height} box can't be cut into {n} rectangles")
        ends = np.cumsum(areas)
        w, h = pieces.pop(int(np.searchsorted(ends, int(stream.randint(0, int(ends[-1]) - 1)[0]), side="right")))
        long = max(w, h)
        cut = int(stream.randint(-(-long // 4), 3 * long // 4)[0])
        pieces += [(cut, h), (w - cut, h)] if w >= h else [(w, cut), (w, h - cut)]
    order = stream.permutation(n)
    sides = np.array(pieces, dtype=np.int64)[order]
    return sides[:, 0].copy(), sides[:, 1].copy()


def polyominoes(stream: Stream, width: int, height: int) -> tuple[I64, I64]:
    """Polyominoes of 3 to 6 cells that tile a width x height board, turned and mirrored at random, in random order.

    Returns cells [width * height, 2] as (x, y) from each piece's lower left corner, and start [pieces + 1]: piece k is
    cells[start[k] : start[k + 1]]. Pieces grow from the free cell with the fewest free neighbours; what is left over is joined to a
    neighbour, or all is drawn anew.
    """
    while True:
        owner = _grown(stream, width, height)
        if owner is not None:
            break
    groups: dict[int, list[Cell]] = {}
    for cell, piece in owner.items():
        groups.setdefault(piece, []).append(cell)
    cells, start = [], [0]
    turns = stream.randint(0, 7, len(groups)).tolist()
    for piece, turn in zip(stream.shuffle(sorted(groups)), turns, strict=True):
        cells += _turned(groups[piece], turn)
        start.append(len(cells))
    return np.array(cells, dtype=np.int64), np.array(start, dtype=np.int64)


def _neighbours(cell: Cell, width: int, height: int) -> list[Cell]:
    x, y = cell
    around = [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
    return [(u, v) for u, v in around if 0 <= u < width and 0 <= v < height]


def _grown(stream: Stream, width: int, height: int) -> dict[Cell, int] | None:
    """Piece number of every cell, or None where a leftover of one or two cells has no neighbour to join."""
    free = {(x, y) for x in range(width) for y in range(height)}
    owner: dict[Cell, int] = {}
    sizes: list[int] = []
    while free:
        ranked = stream.shuffle(sorted(free))
        piece = [min(ranked, key=lambda cell: sum(other in free for other in _neighbours(cell, width, height)))]
        free.remove(piece[0])
        target = int(stream.randint(SMALLEST, LARGEST - 1)[0])
        while len(piece) < target:
            edge = sorted({other for cell in piece for other in _neighbours(cell, width, height) if other in free})
            if not edge:
                break
            piece.append(edge[int(stream.randint(0, len(edge) - 1)[0])])
            free.remove(piece[-1])
        number = len(sizes)
        if len(piece) < SMALLEST:
            beside = sorted({owner[other] for cell in piece for other in _neighbours(cell, width, height) if other in owner})
            fitting = [other for other in beside if sizes[other] + len(piece) <= LARGEST]
            if not fitting:
                return None
            number = fitting[int(stream.randint(0, len(fitting) - 1)[0])]
            sizes[number] += len(piece)
        else:
            sizes.append(len(piece))
        owner |= dict.fromkeys(piece, number)
    return owner


def _turned(cells: list[Cell], turn: int) -> list[Cell]:
    """The cells mirrored (turn 4 to 7) and turned by quarters, moved to the lower left corner, sorted."""
    for _ in range(turn % 4):
        cells = [(-y, x) for x, y in cells]
    if turn >= 4:
        cells = [(-x, y) for x, y in cells]
    left, low = min(x for x, _ in cells), min(y for _, y in cells)
    return sorted((x - left, y - low) for x, y in cells)
