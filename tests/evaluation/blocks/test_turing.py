from __future__ import annotations

import random

from eft.evaluation.blocks.turing import steps_to_halt


def plain(table: list, most: int) -> int | None:
    """Twin: cell by cell on a dictionary."""
    tape, at, state = {}, 0, 0
    for step in range(1, most + 1):
        write, move, state = table[state][tape.get(at, 0)]
        if state < 0:
            return step
        tape[at] = write
        at += 1 if move else -1
    return None


def test_random_machines_agree_with_the_plain_simulation() -> None:
    rng, halted = random.Random(1), 0
    for _ in range(600):
        states, symbols = rng.choice([(2, 2), (3, 2), (4, 2), (2, 3)])
        table = [[[rng.randrange(symbols), rng.randrange(2), rng.randrange(states)] for _ in range(symbols)] for _ in range(states)]
        table[rng.randrange(states)][rng.randrange(symbols)][2] = -1
        wanted = plain(table, 400)
        assert steps_to_halt(table, 400, 400) == wanted
        halted += wanted is not None and wanted > 5
    assert halted > 5


def test_limits() -> None:
    counter = [[[1, 1, 1], [1, 0, 1]], [[1, 0, 0], [1, 1, -1]]]  # halts after 6 steps
    assert steps_to_halt(counter, 6, 100) == 6
    assert steps_to_halt(counter, 5, 100) is None
    assert steps_to_halt(counter, 6, 1) is None
    assert steps_to_halt([[[1, 1, 0], [1, 1, 0]]], 10**9, 10**9) is None  # runs over blank tape for ever
