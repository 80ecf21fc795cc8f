"""Conway's Life on a 128 x 128 torus, the whole board in one integer: bit 128·row + column."""

from __future__ import annotations

from eft.evaluation.blocks.stream import I64

SIDE = 128
FULL = (1 << SIDE * SIDE) - 1
FIRST_COLUMN = FULL // ((1 << SIDE) - 1)
LAST_COLUMN = FIRST_COLUMN << SIDE - 1
INNER_LEFT, INNER_RIGHT = FULL ^ LAST_COLUMN, FULL ^ FIRST_COLUMN
WRAP = SIDE * (SIDE - 1)
KEPT = 64  # generations between the boards that are stored


def place(cells: I64) -> int:
    """Board with the 0/1 array [b, b] in a corner; where it lies does not matter on a torus."""
    return sum(1 << SIDE * int(r) + int(c) for r, c in zip(*cells.nonzero(), strict=True))


def step(board: int) -> int:
    """The next generation."""
    west = (board & INNER_LEFT) << 1 | (board & LAST_COLUMN) >> SIDE - 1
    east = (board & INNER_RIGHT) >> 1 | (board & FIRST_COLUMN) << SIDE - 1
    beside, both = west ^ east, west & east
    low, high = beside ^ board, both | beside & board  # sum of three cells of a row, in two bits
    low_up, high_up = low >> SIDE | (low << WRAP) & FULL, high >> SIDE | (high << WRAP) & FULL
    low_down, high_down = (low << SIDE) & FULL | low >> WRAP, (high << SIDE) & FULL | high >> WRAP
    odd = low_up ^ low_down
    carry = low_up & low_down | odd & beside
    odd ^= beside
    # neighbours = odd + 2 (high_up + high_down + both + carry): two or three need exactly one of these four
    first, second = high_up ^ high_down, both ^ carry
    one = (first ^ second) & ~(high_up & high_down | both & carry)
    return one & (odd | board)


def first_repeat(board: int, most: int) -> tuple[int, int] | None:
    """(number of the first generation that occurs again, period), or None if no board repeats within `most` generations.

    Boards are found by their hash; equal hashes are confirmed by running the earlier board again from a stored one.
    """
    seen: dict[int, list[int]] = {}
    stored = [board]
    for generation in range(most + 1):
        # of its bytes: the integer's own hash, a remainder modulo 2**61 - 1, comes again when a glider has moved by 61
        earlier = seen.setdefault(hash(board.to_bytes(SIDE * SIDE // 8, "little")), [])
        for number in earlier:
            if _again(stored, number) == board:
                return number, generation - number
        earlier.append(generation)
        board = step(board)
        if (generation + 1) % KEPT == 0:
            stored.append(board)
    return None


def _again(stored: list[int], number: int) -> int:
    board = stored[number // KEPT]
    for _ in range(number % KEPT):
        board = step(board)
    return board
