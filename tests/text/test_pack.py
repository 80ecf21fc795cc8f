"""Every token once, in order, in no row too many."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.text.pack import NO_DOCUMENT, fill, pack


def test_best_fit_takes_the_fullest_row_that_fits() -> None:
    assert pack([5, 4, 3, 3, 1], 8) == [[0, 2], [1, 3, 4]]
    assert pack([], 8) == []


def test_a_document_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="9 tokens does not fit into rows of 8"):
        pack([1, 9], 8)


def test_the_arrays_by_hand() -> None:
    packed = fill([[1, 0], [2]], [[7, 8], [4, 5, 6], [9]], [[1.0, 1.0], [0.2, 0.2, 1.0], [1.0]], pad=-7)
    assert packed.tokens_R_T.tolist() == [[4, 5, 6, 7, 8], [9, -7, -7, -7, -7]]
    assert packed.weights_R_T.tolist() == [[0.0, np.float32(0.2), 1.0, 0.0, 1.0], [0.0] * 5]
    assert packed.positions_R_T.tolist() == [[0, 1, 2, 0, 1], [0] * 5]
    assert packed.documents_R_T.tolist() == [[1, 1, 1, 0, 0], [2, *[NO_DOCUMENT] * 4]]


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(30, 80))
def test_every_token_once_and_in_order(lengths: list[int], capacity: int) -> None:
    rows = pack(lengths, capacity)
    starts = np.cumsum([0, *lengths])
    tokens = [list(range(int(a), int(b))) for a, b in pairwise(starts)]
    packed = fill(rows, tokens, [[1.0] * len(document) for document in tokens], pad=-1)
    assert packed.tokens_R_T.shape[1] <= capacity
    real = packed.tokens_R_T[packed.documents_R_T != NO_DOCUMENT]
    assert sorted(real.tolist()) == list(range(sum(lengths)))
    for number, document in enumerate(tokens):
        place = packed.documents_R_T == number
        assert packed.tokens_R_T[place].tolist() == document
        assert packed.positions_R_T[place].tolist() == list(range(len(document)))
        assert packed.weights_R_T[place].sum() == max(0, len(document) - 1)
    assert sorted(i for row in rows for i in row) == list(range(len(lengths)))
    assert pack(lengths, capacity) == rows
    loads = sorted(sum(lengths[i] for i in row) for row in rows)
    assert len(loads) < 2 or loads[0] + loads[1] > capacity  # else the emptiest rows would have been one
