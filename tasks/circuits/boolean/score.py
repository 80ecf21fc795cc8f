"""Two-input gates of a circuit for given truth tables, wrong output bits at k gates each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

MOST = 512  # gates


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Truth tables of `params["function"]`: popcount, majority, multiplier (of two numbers of k/2 bits) or a random S-box."""
    function, k = params["function"], params["k"]
    inputs = np.arange(1 << k)
    ones = sum(inputs >> i & 1 for i in range(k))
    if function == "popcount":
        values, outputs = ones, k.bit_length()
    elif function == "majority":
        values, outputs = (2 * ones > k).astype(np.int64), 1
    elif function == "multiplier":
        values, outputs = (inputs & (1 << k // 2) - 1) * (inputs >> k // 2), k
    else:
        values, outputs = Stream(params["seed"], "circuits/boolean").permutation(1 << k), k
    tables: I64 = np.stack([values >> i & 1 for i in range(outputs)]).astype(np.int64)
    return {"k": k, "tables": tables}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """g + k · wrong output bits; all 2^k inputs at once, one bit of a word each."""
    k, tables = public["k"], public["tables"]
    number = count(answer, "gate", 0, MOST)
    gates = integer(answer, "gate", (number, 3), 0).tolist() if number else []
    out = integer(answer, "out", len(tables), 0, k + number - 1).tolist()
    full = (1 << (1 << k)) - 1
    wires = [full // ((1 << (1 << i)) + 1) << (1 << i) for i in range(k)]
    for place, (kind, a, b) in enumerate(gates):
        if kind > 15:
            return reject(f"gate[{place}]: type {kind}, expected 0..15")
        if a >= len(wires) or b >= len(wires):
            return reject(f"gate[{place}] reads wire {max(a, b)}, expected 0..{len(wires) - 1}")
        wires.append(apply(kind, wires[a], wires[b], full))
    wanted = [sum(int(v) << x for x, v in enumerate(row)) for row in tables.tolist()]
    wrong = sum((wires[wire] ^ table).bit_count() for wire, table in zip(out, wanted, strict=True))
    note = f"{wrong} wrong output bits cost {k} each" if wrong else ""
    return accept(number + k * wrong, note, {"gates": number, "wrong": wrong})


def apply(kind: int, a: int, b: int, full: int) -> int:
    """Gate `kind` on all inputs at once: its value on (a, b) is bit 2a + b of `kind`."""
    return (full & ~(a | b) if kind & 1 else 0) | (b & ~a if kind & 2 else 0) | (a & ~b if kind & 4 else 0) | (a & b if kind & 8 else 0)
