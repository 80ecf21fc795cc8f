from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.training.aggregate import shares


def test_token_mean() -> None:
    assert shares(np.array([2, 3, 0]), "token").tolist() == pytest.approx([0.2, 0.2, 0.0])


def test_sequence_mean_counts_only_sequences_with_kept_tokens() -> None:
    assert shares(np.array([2, 4, 0]), "sequence").tolist() == pytest.approx([1 / 4, 1 / 8, 0.0])


def test_constant_divisor() -> None:
    assert shares(np.array([2, 4, 0]), "constant", 10).tolist() == pytest.approx([1 / 20, 1 / 20, 0.0])


@pytest.mark.parametrize("how", ["token", "sequence", "constant"])
@pytest.mark.parametrize("kept", [[], [0], [0, 0, 0]])
def test_nothing_kept_is_zeros(how: str, kept: list[int]) -> None:
    assert shares(np.array(kept, dtype=np.int64), how, 8.0).tolist() == [0.0] * len(kept)


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 64))
def test_means_of_a_constant_are_the_constant(kept: list[int], divisor: int) -> None:
    counts = np.array(kept, dtype=np.int64)
    alive = [Fraction(k) for k in kept if k]
    for how, total in (
        ("token", Fraction(bool(alive))),
        ("sequence", Fraction(bool(alive))),
        ("constant", sum(alive, Fraction(0)) / (len(alive) * divisor) if alive else Fraction(0)),
    ):
        assert float((shares(counts, how, divisor) * counts).sum()) == pytest.approx(float(total))


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        shares(np.array([1, -1]), "token")
    with pytest.raises(ValueError, match="divisor"):
        shares(np.array([1]), "constant", 0.0)
