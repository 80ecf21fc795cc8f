from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("circuits/boolean")[0], "score")
XOR2 = {"k": 2, "tables": np.array([[0, 1, 1, 0], [0, 0, 0, 1]])}


def test_half_adder_by_hand() -> None:
    assert score.score(XOR2, {}, {"gate": [[6, 0, 1], [8, 0, 1]], "out": [2, 3]}).value == 2
    assert score.score(XOR2, {}, {"gate": [[6, 0, 1]], "out": [2, 2]}).value == 1 + 2 * 3  # AND and XOR differ on three inputs
    assert score.score(XOR2, {}, {"gate": [], "out": [0, 1]}).value == 2 * (2 + 1)


def test_full_adder_in_five_gates() -> None:
    public = score.instance({"function": "popcount", "k": 3}, None)[0]
    gate = [[6, 0, 1], [6, 1, 2], [6, 3, 2], [14, 3, 4], [6, 6, 5]]
    assert score.score(public, {}, {"gate": gate, "out": [5, 7]}).value == 5


def test_values_agree_with_evaluation_of_every_input() -> None:
    rng = random.Random(1)
    for _ in range(200):
        gate = [[rng.randrange(16), rng.randrange(3 + j), rng.randrange(3 + j)] for j in range(5)]
        out = [rng.randrange(8) for _ in range(2)]
        tables = np.array([[rng.randrange(2) for _ in range(8)] for _ in range(2)])
        wrong = 0
        for x in range(8):
            wires = [x >> i & 1 for i in range(3)]
            for kind, a, b in gate:
                wires.append(kind >> (2 * wires[a] + wires[b]) & 1)
            wrong += sum(wires[w] != int(row[x]) for w, row in zip(out, tables, strict=True))
        assert score.score({"k": 3, "tables": tables}, {}, {"gate": gate, "out": out}).value == 5 + 3 * wrong


def test_bad_gates() -> None:
    for gate, out in (([[6, -1, 0]], [0, 0]), ([[6, 0, 1.0]], [0, 0]), ([[6, 0]], [0, 0]), ([], [0, 2]), ([], [0])):
        with pytest.raises(Reject):
            score.score(XOR2, {}, {"gate": gate, "out": out})


def test_tables() -> None:
    three = score.instance({"function": "multiplier", "k": 4}, None)[0]["tables"]
    assert [sum(int(b) << i for i, b in enumerate(three[:, x])) for x in (0b0000, 0b1111, 0b1011, 0b0110)] == [0, 9, 6, 2]
    box = score.instance({"function": "sbox", "k": 4, "seed": 1}, None)[0]["tables"]
    assert sorted(sum(int(b) << i for i, b in enumerate(box[:, x])) for x in range(16)) == list(range(16))
    assert score.instance({"function": "majority", "k": 7}, None)[0]["tables"].sum() == 64
