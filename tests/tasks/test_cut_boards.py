"""packing/strip_rectangles and packing/polyomino_fill: values by hand, refusals, and slow twins."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.instances import genotypes
from eft.evaluation.tasks import load_module, read_family

FAMILIES = ("packing/strip_rectangles", "packing/polyomino_fill")
strip, fill = (load_module(read_family(family)[0], "score") for family in FAMILIES)
PAIR = {"W": 4, "w": np.array([2, 2]), "h": np.array([3, 3])}
# Two pieces that fill a board of 3 x 2: an L of three cells, and the same one.
BOARD = {"W": 3, "H": 2, "cells": np.array([[0, 0], [1, 0], [0, 1]] * 2), "start": np.array([0, 3, 6])}


def _answer(used: list[int], x: list[int], y: list[int], orient: list[int]) -> dict[str, Any]:
    return {"used": used, "x": x, "y": y, "orient": orient}


def test_strip_by_hand() -> None:
    assert strip.score(PAIR, {}, {"x": [0, 2], "y": [0, 0]}).value == 1.0
    assert strip.score(PAIR, {}, {"x": [0, 0], "y": [0, 3]}).value == 2.0
    assert not strip.score(PAIR, {}, {"x": [0, 1], "y": [0, 0]}).valid
    assert not strip.score(PAIR, {}, {"x": [0, 3], "y": [0, 0]}).valid  # one unit over the edge
    with pytest.raises(Reject, match="y"):
        strip.score(PAIR, {}, {"x": [0, 2], "y": [0, -1]})


def test_strip_against_cells() -> None:
    rng = random.Random(2)
    for _ in range(100):
        w, h = ([rng.randint(1, 3) for _ in range(3)] for _ in range(2))
        x, y = ([rng.randint(0, 3) for _ in range(3)] for _ in range(2))
        cells = [(u, v) for i in range(3) for u in range(x[i], x[i] + w[i]) for v in range(y[i], y[i] + h[i])]
        valid = len(set(cells)) == len(cells) and max(u for u, _ in cells) < 5
        public = {"W": 5, "w": np.array(w), "h": np.array(h)}
        area = sum(a * b for a, b in zip(w, h, strict=True)) // 5
        verdict = strip.score({**public}, {}, {"x": x, "y": y}) if area else None
        if verdict is not None:
            assert verdict.valid == valid
            assert not valid or verdict.value == (max(v for _, v in cells) + 1) / area


def test_fill_by_hand() -> None:
    assert fill.score(BOARD, {}, _answer([1, 1], [0, 1], [0, 0], [0, 2])).value == 1.0
    assert fill.score(BOARD, {}, _answer([1, 0], [0, 9], [0, 9], [0, 0])).value == 0.5
    assert not fill.score(BOARD, {}, _answer([1, 1], [0, 1], [0, 0], [0, 0])).valid
    assert not fill.score(BOARD, {}, _answer([1, 0], [2, 0], [0, 0], [0, 0])).valid


@pytest.mark.parametrize("bad", [_answer([2, 0], [0, 0], [0, 0], [0, 0]), _answer([1, 0], [0, 0], [0, 0], [8, 0])])
def test_fill_refuses(bad: dict[str, Any]) -> None:
    with pytest.raises(Reject):
        fill.score(BOARD, {}, bad)


def _covered(public: dict[str, Any], answer: dict[str, Any]) -> int | None:
    """Cells covered, by turning every piece cell by cell; None if the placement is wrong."""
    taken: set[tuple[int, int]] = set()
    for k, (a, b) in enumerate(itertools.pairwise(public["start"].tolist())):
        if answer["used"][k]:
            cells = [(-x if answer["orient"][k] >= 4 else x, y) for x, y in public["cells"][a:b].tolist()]
            for _ in range(answer["orient"][k] % 4):
                cells = [(-y, x) for x, y in cells]
            left, low = min(x for x, _ in cells), min(y for _, y in cells)
            spots = {(x - left + answer["x"][k], y - low + answer["y"][k]) for x, y in cells}
            if spots & taken or any(not (0 <= x < public["W"] and 0 <= y < public["H"]) for x, y in spots):
                return None
            taken |= spots
    return len(taken)


def test_fill_and_objective_against_cells() -> None:
    public, _ = fill.instance({"side": 8}, 5)
    view = load_module(read_family(FAMILIES[1])[0], "objective").Objective(public)
    rng = random.Random(3)
    for z in genotypes(view, 60):
        answer = view.answer(z)
        assert _covered(public, answer) == -view.value(z)
        assert fill.score(public, {}, answer).value == -view.value(z) / 64
        k = rng.randrange(view.size)
        moved = {**answer, "orient": [rng.randrange(8) if i == k else turn for i, turn in enumerate(answer["orient"])]}
        covered, verdict = _covered(public, moved), fill.score(public, {}, moved)
        assert verdict.valid == (covered is not None)
        assert covered is None or verdict.value == covered / 64


@pytest.mark.parametrize("n", [16, 64])
def test_strip_objective_is_the_height(n: int) -> None:
    public, _ = strip.instance({"n": n, "W": 100}, 6)
    least = int((public["w"] * public["h"]).sum()) // 100
    view = load_module(read_family(FAMILIES[0])[0], "objective").Objective(public)
    for z in genotypes(view, 20):
        assert strip.score(public, {}, view.answer(z)).value == int(view.value(z)) / least
