"""Steps of a Turing machine until it halts on a blank tape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.turing import steps_to_halt
from eft.evaluation.blocks.verdict import Verdict, accept, reject

MOST_STEPS, MOST_MOVES = 50_000_000, 200_000


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters are the instance."""
    return {"states": int(params["states"]), "symbols": int(params["symbols"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """log10 of the steps, rounded down."""
    states, symbols = public["states"], public["symbols"]
    table = integer(answer, "table", (states, symbols, 3), -1, max(states, symbols) - 1).tolist()
    for q, row in enumerate(table):
        for a, (write, move, state) in enumerate(row):
            if not 0 <= write < symbols or move not in (0, 1) or state >= states:
                wanted = f"write 0..{symbols - 1}, move 0 or 1, next -1..{states - 1}"
                return reject(f"table[{q}, {a}] is {[write, move, state]}, expected {wanted}")
    steps = steps_to_halt(table, MOST_STEPS, MOST_MOVES)
    if steps is None:
        return reject(f"table: does not halt within {MOST_STEPS} steps (or {MOST_MOVES} moves over runs of equal blocks)")
    value = math.nextafter(math.log10(steps), 0.0) if steps > 1 else 0.0
    return accept(value, f"{steps} steps", {"steps": steps, "table": table})
