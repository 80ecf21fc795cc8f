from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("systems/expert_balance")
score = load_module(TASKS[0], "score")


def test_balances_by_hand() -> None:
    load = np.array([[10, 30]])
    assert score.balance(np.array([[0, 1]]), load, 2) == Fraction(20, 30)
    assert score.balance(np.array([[0, 1, 1, 1]]), load, 2) == Fraction(20, 20)  # 10 + 10 and 10 + 10
    assert score.balance(np.array([[0, 1, 0, 1]]), load, 2) == 1
    public = {"hist": load, "R": 2, "G": 2}
    assert score.score(public, {"window": load, "reference": 0.5}, {"slot": [[1, 0]]}).value == pytest.approx(4 / 3)


def test_random_answers_against_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(60):
        experts, devices, layers = rng.randint(2, 6), rng.randint(1, 4), rng.randint(1, 3)
        per = -(-experts // devices) + rng.randint(0, 2)
        load = np.array([[rng.randint(1, 99) for _ in range(experts)] for _ in range(layers)])
        slot = [
            rng.sample([*range(experts), *(rng.randrange(experts) for _ in range(per * devices - experts))], per * devices)
            for _ in range(layers)
        ]
        total = Fraction(0)
        for row, loads in zip(slot, load.tolist(), strict=True):
            shares = [Fraction(loads[e], row.count(e)) for e in row]
            device = [sum(shares[g * per : (g + 1) * per]) for g in range(devices)]
            total += sum(device) / devices / max(device)
        assert score.balance(np.array(slot), load, devices) == total / layers


def test_refusals() -> None:
    public, secret = {"hist": np.array([[1, 2]]), "R": 4, "G": 2}, {"window": np.array([[1, 2]]), "reference": 1.0}
    assert "expert 1 has no slot" in score.score(public, secret, {"slot": [[0, 0, 0, 0]]}).reason
    with pytest.raises(Reject, match="slot"):
        score.score(public, secret, {"slot": [[0, 1, 2, 0]]})


def test_windows_are_alike_and_drift_apart() -> None:
    still, drift = ({**task.params, **task.args} for task in TASKS[:2])
    gaps = []
    for params in (still, drift):
        public, secret = score.instance(params, 7)
        hist, later = public["hist"].astype(float), secret["window"].astype(float)
        assert hist.mean() == pytest.approx(400.0, rel=0.02)
        gaps.append(np.abs(hist - later).mean())
    assert gaps[0] < 40.0 < gaps[1]
