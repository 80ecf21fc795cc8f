"""Forbidden patterns against brute force over all pairs and triples."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eft.evaluation.blocks.setrules import line_in_f3, repeated_difference, repeated_row


@given(st.lists(st.integers(-30, 30), min_size=1, max_size=7))
def test_repeated_difference(marks: list[int]) -> None:
    differences = [abs(a - b) for a, b in combinations(marks, 2)]
    clean = 0 not in differences and len(set(differences)) == len(differences)
    assert (repeated_difference(marks) is None) == clean


@given(st.integers(1, 4), st.data())
def test_line_in_f3(n: int, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(*[st.integers(0, 2)] * n), min_size=1, max_size=14, unique=True))
    vectors = np.array(rows, dtype=np.int64)
    found = line_in_f3(vectors)
    lines = [triple for triple in combinations(range(len(rows)), 3) if not (vectors[list(triple)].sum(axis=0) % 3).any()]
    assert (found is None) == (not lines)
    assert found is None or tuple(sorted(found)) in lines


def test_known_rulers_and_caps() -> None:
    assert repeated_difference([0, 1, 4, 9, 11]) is None
    assert repeated_difference([0, 1, 4, 9, 10]) == "difference 9 occurs twice: 0-9 and 1-10"
    cube = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    assert line_in_f3(cube) is None
    assert line_in_f3(np.vstack((cube, [[2, 2, 2]]))) == (0, 7, 8)
    assert repeated_row(cube) is None
    assert repeated_row(np.vstack((cube, cube[:1]))) == 8
