"""Work of moving boxes between stacks until all have left in order, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Boxes 1..n in random order, n / m on each of m stacks."""
    return {"stack": Stream(seed or 0, "contest/stack_carry").permutation(params["n"]) + 1, "m": params["m"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Total cost divided by the reference."""
    stack, m = public["stack"], public["m"]
    n = len(stack)
    rows = integer(answer, "move", (count(answer, "move", n, 10 * n), 2), -1, n)
    piles = [row.tolist() for row in stack.reshape(m, -1)]
    where = {box: t for t, pile in enumerate(piles) for box in pile}
    cost, due = 0, 1
    for k, (box, target) in enumerate(rows.tolist()):
        if box not in where:
            return reject(f"move[{k}]: box {box} is not there")
        pile = piles[where[box]]
        if target == -1:
            if box != due or pile[-1] != box:
                return reject(f"move[{k}]: box {box} cannot leave, {due} is next and must be on top of its stack")
            pile.pop()
            del where[box]
            due += 1
            continue
        if target >= m or target == where[box]:
            return reject(f"move[{k}]: box {box} is on stack {where[box]}, expected another target 0..{m - 1} or -1")
        at = pile.index(box)
        moved = pile[at:]
        del pile[at:]
        piles[target] += moved
        for b in moved:
            where[b] = target
        cost += len(moved) + 1
    if where:
        return reject(f"move: {len(where)} boxes are left at the end")
    return accept(cost / secret["reference"], certificate={"cost": cost})
