"""Swaps inserted so that every two-qubit gate acts on coupled qubits, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer, permutation
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Random pairs of logical qubits on `params["device"]`; n logical qubits on n physical ones."""
    stream, coupling, gates = Stream(seed or 0, "circuits/qubit_routing"), device(params["device"], params["n"]), params["gates"]
    n = params["n"]
    first = stream.randint(0, n - 1, gates)
    second = (first + stream.randint(1, n - 1, gates)) % n
    return {"n": n, "coupling": coupling, "gate": np.stack([first, second], axis=1)}, {}


def device(name: str, n: int) -> I64:
    """int64 [m, 2]: coupled physical qubits of a line, a ring, a square grid, or the 27-qubit heavy-hexagon layout."""
    if name == "heavy_hex":
        rungs = [(1, 4), (4, 7), (6, 7), (7, 10), (10, 12), (12, 15), (15, 18), (17, 18), (18, 21), (21, 23), (12, 13), (13, 14), (14, 16)]
        rungs += [(0, 1), (1, 2), (2, 3), (3, 5), (5, 8), (8, 9), (8, 11), (11, 14), (16, 19), (19, 20), (19, 22), (22, 25), (23, 24)]
        rungs += [(24, 25), (25, 26)]
        return np.array(rungs, dtype=np.int64)
    side = n
    edges = [(v, v + 1) for v in range(n - 1)]
    if name == "grid":
        side = round(n**0.5)
        edges = [(v, v + 1) for v in range(n) if (v + 1) % side] + [(v, v + side) for v in range(n - side)]
    if name == "ring":
        edges.append((0, n - 1))
    return np.array(edges, dtype=np.int64)


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Number of swaps / reference."""
    n, gates = public["n"], public["gate"].tolist()
    place = permutation(answer, "layout", n).tolist()
    number = count(answer, "ops", len(gates), len(gates) * (n + 1))
    ops = integer(answer, "ops", (number, 2), -1).tolist()
    coupled = {pair for a, b in public["coupling"].tolist() for pair in ((a, b), (b, a))}
    holder = [0] * n
    for logical, physical in enumerate(place):
        holder[physical] = logical
    waiting: list[list[int]] = [[] for _ in range(n)]  # gates of every qubit, the next one last
    for k in range(len(gates) - 1, -1, -1):
        for q in gates[k]:
            waiting[q].append(k)
    swaps = 0
    for row, (a, b) in enumerate(ops):
        if a == -1:
            if not 0 <= b < len(gates):
                return reject(f"ops[{row}]: gate {b}, expected 0..{len(gates) - 1}")
            p, q = gates[b]
            for qubit in (p, q):
                if not waiting[qubit] or waiting[qubit][-1] != b:
                    return reject(f"ops[{row}]: gate {b} is not the next gate of qubit {qubit}")
            if (place[p], place[q]) not in coupled:
                return reject(f"ops[{row}]: gate {b} acts on qubits {place[p]} and {place[q]}, which are not coupled")
            waiting[p].pop()
            waiting[q].pop()
        else:
            if (a, b) not in coupled:
                return reject(f"ops[{row}]: swap of {a} and {b}, which are not coupled")
            swaps += 1
            p, q = holder[a], holder[b]
            holder[a], holder[b], place[p], place[q] = q, p, b, a
    left = sum(map(len, waiting)) // 2
    if left:
        return reject(f"ops: {left} gates are not carried out")
    return accept(swaps / secret["reference"], certificate={"swaps": swaps})
