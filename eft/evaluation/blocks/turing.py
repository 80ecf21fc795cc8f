"""Turing machines on a blank two-way tape, run over blocks of cells and runs of equal blocks at once (Marxen and Buntrock 1990)."""

from __future__ import annotations

from collections.abc import Sequence

BLOCK = 3  # cells; the record machine of five states writes a pattern of this period
RIGHT, LEFT = 1, 0

Table = Sequence[Sequence[Sequence[int]]]
Crossing = tuple[tuple[int, ...], int, int, int]  # block behind the head, state, direction, steps
Run = tuple[tuple[int, ...], int]


def steps_to_halt(table: Table, most_steps: int, most_moves: int) -> int | None:
    """Steps, the halting one included, from state 0 on a tape of zeros; None if there is no halt within the limits.

    table: table[state][symbol] = (write, move, next), move 1 right and 0 left, next −1 halts. most_moves: passages over one run of
    equal blocks, which bounds the time.
    """
    crossings: dict[tuple[int, int, tuple[int, ...]], Crossing | None] = {}
    blank = (0,) * BLOCK
    sides: tuple[list[Run], list[Run]] = ([], [])  # left and right of the head, the nearest run last
    state, direction, steps = 0, RIGHT, 0
    for _ in range(most_moves):
        ahead, behind = sides[direction], sides[1 - direction]
        block, copies = ahead.pop() if ahead else (blank, 0)
        key = (state, direction, block)
        if key not in crossings:
            crossings[key] = _cross(table, state, direction, block)
        crossing = crossings[key]
        if crossing is None:
            return None
        new, next_state, out, cost = crossing
        if next_state == state and out == direction:
            if not copies:
                return None  # runs over blank tape for ever
            steps += cost * copies
            _push(behind, new, copies, blank)
        else:
            steps += cost
            if copies > 1:
                ahead.append((block, copies - 1))
            _push(behind if out == direction else ahead, new, 1, blank)
        if steps > most_steps:
            return None
        if next_state < 0:
            return steps
        state, direction = next_state, out
    return None


def _push(side: list[Run], block: tuple[int, ...], copies: int, blank: tuple[int, ...]) -> None:
    if side and side[-1][0] == block:
        side[-1] = (block, side[-1][1] + copies)
    elif side or block != blank:
        side.append((block, copies))


def _cross(table: Table, state: int, direction: int, block: tuple[int, ...]) -> Crossing | None:
    """The head enters the block in `direction` and works until it leaves or halts; None if it never does."""
    cells, at = list(block), 0 if direction == RIGHT else BLOCK - 1
    configurations = len(table) * BLOCK * len(table[0]) ** BLOCK
    for step in range(1, configurations + 1):
        write, move, state = table[state][cells[at]]
        cells[at] = write
        at += 1 if move else -1
        if state < 0 or not 0 <= at < BLOCK:
            return tuple(cells), state, move, step
    return None
