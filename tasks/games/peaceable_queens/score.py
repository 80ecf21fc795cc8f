"""Size of the smaller of two armies of queens that do not attack each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameter is the instance."""
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """min(|w|, |b|); two queens attack each other along every common row, column or diagonal, whatever stands between them."""
    n = public["n"]
    armies = [[(int(r), int(c)) for r, c in index_pairs(answer, name, n, n * n).tolist()] for name in ("w", "b")]
    for name, army in zip("wb", armies, strict=True):
        if len(set(army)) < len(army):
            twice = next(square for k, square in enumerate(army) if square in army[:k])
            return reject(f"{name}: square {list(twice)} appears twice")
    white, black = armies
    rows, columns, falling, rising = {}, {}, {}, {}
    for r, c in white:
        rows[r] = columns[c] = falling[r - c] = rising[r + c] = (r, c)
    for r, c in black:
        attacker = rows.get(r) or columns.get(c) or falling.get(r - c) or rising.get(r + c)
        if attacker:
            return reject(f"queens attack each other: w {list(attacker)} and b {[r, c]}")
    return accept(min(len(white), len(black)), certificate={"w": white, "b": black})
