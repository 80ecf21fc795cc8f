"""Number of XOR gates of a straight-line program for a binary matrix, checked by carrying the set of inputs of every wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

MOST = 2048  # gates; the rows taken one by one need fewer


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The matrix of AES MixColumns, a random circulant or a random matrix without empty rows."""
    if params["matrix"] == "mixcolumns":
        return {"m": mix_columns()}, {}
    rows, columns = params["rows"], params["columns"]
    stream = Stream(params["seed"], f"circuits/xor_count/{params['matrix']}")
    if params["matrix"] == "circulant":
        first = stream.randint(0, 1, columns)
        first[0] = 1
        return {"m": np.stack([np.roll(first, k) for k in range(rows)])}, {}
    m = stream.randint(0, 1, rows * columns).reshape(rows, columns)
    m[m.sum(axis=1) == 0, 0] = 1
    return {"m": m}, {}


def mix_columns() -> I64:
    """int64 [32, 32]: MixColumns of AES (FIPS 197, 5.1.3) on the bits of a column; bit b of byte k is input 8k + b."""
    m = np.zeros((32, 32), dtype=np.int64)
    for i in range(32):
        byte, bit = divmod(i, 8)
        value = 1 << bit
        double = (value << 1) ^ (0x11B if value >> 7 else 0)
        for step, product in enumerate((double, value, value, double ^ value)):  # column of the circulant (2, 3, 1, 1)
            row = 8 * ((byte + step) % 4)
            m[row : row + 8, i] = [product >> b & 1 for b in range(8)]
    return m


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Gates of the answer."""
    m = public["m"]
    rows, columns = m.shape
    gates = index_pairs(answer, "gate", columns + MOST, MOST).tolist()
    out = integer(answer, "out", rows, 0, columns + len(gates) - 1).tolist()
    wires = [1 << i for i in range(columns)]
    for number, (a, b) in enumerate(gates):
        if a >= len(wires) or b >= len(wires):
            return reject(f"gate[{number}] reads wire {max(a, b)}, expected 0..{len(wires) - 1}")
        wires.append(wires[a] ^ wires[b])
    for row, wire in enumerate(out):
        wanted = sum(1 << int(i) for i in np.flatnonzero(m[row]))
        if wires[wire] != wanted:
            return reject(f"out[{row}]: wire {wire} is not the sum of row {row}")
    return accept(len(gates))
