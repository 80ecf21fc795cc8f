"""Steps of an addition chain that contains all targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.circuits import addition_chain

MOST = 4096  # steps


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Distinct odd random numbers with exactly `bits` bits, in rising order."""
    stream, bits, found = Stream(params["seed"], "circuits/addition_chain"), params["bits"], set()
    while len(found) < params["count"]:
        digits = stream.randint(0, 1, bits).tolist()
        digits[0] = digits[-1] = 1
        found.add(sum(digit << k for k, digit in enumerate(digits)))
    return {"targets": [str(target) for target in sorted(found)]}, {}  # as text: inputs hold integers of at most 64 bits


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Steps of the answer."""
    got = addition_chain([int(target) for target in public["targets"]], index_pairs(answer, "steps", MOST + 1, MOST))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
