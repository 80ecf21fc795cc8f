from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("circuits/xor_count")[0], "score")
SMALL = {"m": np.array([[1, 1, 0], [1, 1, 1], [0, 0, 1]])}


def test_gates_by_hand() -> None:
    assert score.score(SMALL, {}, {"gate": [[0, 1], [3, 2]], "out": [3, 4, 2]}).value == 2
    assert score.score(SMALL, {}, {"gate": [[0, 2], [3, 1], [4, 2]], "out": [5, 4, 2]}).value == 3  # with a cancellation
    assert not score.score(SMALL, {}, {"gate": [[0, 1]], "out": [3, 3, 2]}).valid
    assert not score.score(SMALL, {}, {"gate": [[0, 4], [1, 2]], "out": [3, 4, 2]}).valid


def test_programs_agree_with_evaluation_of_every_input() -> None:
    """Twin: run a random program on all 8 inputs and compare with the matrix product."""
    rng = np.random.default_rng(1)
    inputs = np.array([[x >> i & 1 for i in range(3)] for x in range(8)])
    seen = set()
    for _ in range(300):
        gate = [[int(rng.integers(3 + k)), int(rng.integers(3 + k))] for k in range(3)]
        out = [int(v) for v in rng.integers(0, 6, 2)]
        m = rng.integers(0, 2, (2, 3))
        wires = list(inputs.T)
        for a, b in gate:
            wires.append(wires[a] ^ wires[b])
        right = all((wires[w] == inputs @ row % 2).all() for w, row in zip(out, m, strict=True))
        assert score.score({"m": m}, {}, {"gate": gate, "out": out}).valid == right
        seen.add(right)
    assert seen == {True, False}


def test_mix_columns() -> None:
    m = score.mix_columns()
    assert int(m.sum()) - 32 == 152
    column = np.unpackbits(np.array([0xDB, 0x13, 0x53, 0x45], dtype=np.uint8), bitorder="little")
    assert np.packbits(m @ column % 2, bitorder="little").tolist() == [0x8E, 0x4D, 0xA1, 0xBC]  # a published test vector


def test_bad_wires() -> None:
    for gate, out in (([[0, -1]], [0, 0, 0]), ([[0, 1.0]], [0, 0, 0]), ([], [0, 0]), ([], [0, 0, 3])):
        with pytest.raises(Reject):
            score.score(SMALL, {}, {"gate": gate, "out": out})


def test_matrices_have_no_empty_row() -> None:
    shapes = []
    for task in read_family("circuits/xor_count"):
        m = score.instance(task.params, None)[0]["m"]
        shapes.append(m.shape)
        assert m.sum(axis=1).min() > 0
    assert shapes == [(32, 32), (16, 16), (32, 32), (16, 16), (20, 30)]
