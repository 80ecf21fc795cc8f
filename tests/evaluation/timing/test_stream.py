"""The compiled stream against the project's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.blocks.stream import Stream
from eft.evaluation.timing.stream import FastStream


@given(st.integers(0, 2**64 - 1), st.text(max_size=8), st.lists(st.integers(0, 9), max_size=5))
@settings(max_examples=20)
def test_words_are_the_same(seed: int, name: str, sizes: list[int]) -> None:
    slow, fast = Stream(seed, name), FastStream(seed, name)
    for size in sizes:
        assert np.array_equal(slow.words(size), fast.words(size))


@pytest.mark.parametrize("seed", [0, 2**64 - 1])
def test_distributions_are_the_same(seed: int) -> None:
    slow, fast = Stream(seed, "x"), FastStream(seed, "x")
    assert np.array_equal(slow.normal(size=7), fast.normal(size=7))
    assert np.array_equal(slow.randint(-5, 9, 100), fast.randint(-5, 9, 100))
    assert np.array_equal(slow.uniform(-2, 3, 5).astype(np.float32), fast.floats(5, -2, 3))
