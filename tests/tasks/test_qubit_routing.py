from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("circuits/qubit_routing")[0], "score")
LINE = {"n": 3, "coupling": np.array([[0, 1], [1, 2]]), "gate": np.array([[0, 1], [0, 2]])}


def verdict(layout: list, ops: list, public: dict = LINE):
    return score.score(public, {"reference": 2}, {"layout": layout, "ops": ops})


def test_swaps_by_hand() -> None:
    assert verdict([0, 1, 2], [[-1, 0], [0, 1], [-1, 1]]).value == 0.5
    assert verdict([1, 0, 2], [[-1, 0], [-1, 1]]).value == 0.0
    assert "not the next gate of qubit 0" in verdict([1, 0, 2], [[-1, 1], [-1, 0]]).reason
    assert "gate 1 acts on qubits 0 and 2" in verdict([0, 1, 2], [[-1, 0], [-1, 1]]).reason
    assert "swap of 0 and 2" in verdict([0, 1, 2], [[-1, 0], [0, 2]]).reason
    assert "1 gates are not carried out" in verdict([0, 1, 2], [[-1, 0], [1, 0]]).reason
    assert "gate 2, expected" in verdict([1, 0, 2], [[-1, 0], [-1, 2]]).reason


def _twin(layout: list[int], ops: list[list[int]]) -> int | None:
    """Twin for three qubits on a line: the state as a string of logical names, the gates as an order that must come out on each qubit."""
    board = "".join(str(layout.index(p)) for p in range(3))
    done, swaps = [], 0
    for a, b in ops:
        if a >= 0:
            if sorted((a, b)) == [0, 1]:
                board = board[1] + board[0] + board[2]
            elif sorted((a, b)) == [1, 2]:
                board = board[0] + board[2] + board[1]
            else:
                return None
            swaps += 1
        else:
            pair = ("01", "02")[b]
            if pair not in board and pair[::-1] not in board:
                return None
            done.append(b)
    return swaps if done == [0, 1] else None


def test_random_answers_agree_with_the_twin() -> None:
    rng, accepted = random.Random(1), 0
    for _ in range(3000):
        layout = rng.sample(range(3), 3)
        ops = [rng.choice([[-1, 0], [-1, 1], [0, 1], [1, 2], [2, 1], [0, 2]]) for _ in range(rng.randint(2, 4))]
        wanted, got = _twin(layout, ops), verdict(layout, ops)
        assert got.value == (None if wanted is None else wanted / 2)
        accepted += wanted is not None
    assert accepted > 50


def test_bad_shapes() -> None:
    for layout, ops in (
        ([0, 0, 1], [[-1, 0], [-1, 1]]),
        ([0, 1], [[-1, 0], [-1, 1]]),
        ([0, 1, 2], [[-2, 0], [-1, 1]]),
        ([0, 1, 2], [[-1, 0]] * 9),
    ):
        with pytest.raises(Reject):
            verdict(layout, ops)


def test_devices() -> None:
    sizes = {}
    for task in read_family("circuits/qubit_routing"):
        public, _ = score.instance({**task.params, **task.args}, 1)
        n, coupling = public["n"], public["coupling"]
        reach = np.linalg.matrix_power(
            np.eye(n) + sum(np.eye(n)[[a]].T @ np.eye(n)[[b]] + np.eye(n)[[b]].T @ np.eye(n)[[a]] for a, b in coupling), n
        )
        assert (reach > 0).all()
        assert (public["gate"][:, 0] != public["gate"][:, 1]).all()
        sizes[task.params["pool"]] = (n, len(coupling), int(np.bincount(coupling.ravel()).max()))
    assert sizes == {
        "line10": (10, 9, 2), "ring16": (16, 16, 2), "grid16": (16, 24, 4), "grid25": (25, 40, 4), "heavyhex27": (27, 28, 3), "grid36": (36, 60, 4),
    }  # fmt: skip
