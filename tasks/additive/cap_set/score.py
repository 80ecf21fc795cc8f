"""Size of a cap set: no three distinct vectors of F_3^n that sum to zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.setrules import line_in_f3, repeated_row
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    vectors = integer(answer, "v", (count(answer, "v", 1, 3**n), n), 0, 2)
    if (row := repeated_row(vectors)) is not None:
        return reject(f"v[{row}] repeats an earlier vector")
    if line := line_in_f3(vectors):
        return reject(f"v[{line[0]}] + v[{line[1]}] + v[{line[2]}] = 0 mod 3")
    return accept(len(vectors), certificate={"v": vectors.tolist()})
