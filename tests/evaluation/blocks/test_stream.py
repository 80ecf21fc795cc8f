from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.blocks.stream import Stream, exp, log, philox

# Known-answer vectors of philox4x32-10, file kat_vectors of Random123 (Salmon et al., SC 2011).
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_matches_the_published_vectors(counter: str, key: str, expected: str) -> None:
    row = np.array([[int(word, 16) for word in counter.split()]], dtype=np.uint64)
    k0, k1 = (int(word, 16) for word in key.split())
    assert [f"{int(word):08x}" for word in philox(row, (k0, k1))[0]] == expected.split()


def slow_philox(counter: list[int], key: list[int]) -> list[int]:
    for _ in range(10):
        p0, p1 = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(p1 >> 32) ^ counter[1] ^ key[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ counter[3] ^ key[1], p0 & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=4, max_size=4), st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2))
def test_philox_equals_its_integer_twin(counter: list[int], key: list[int]) -> None:
    assert philox(np.array([counter], dtype=np.uint64), (key[0], key[1]))[0].tolist() == slow_philox(counter, key)


def test_stream_is_fixed_for_ever() -> None:
    stream = Stream(7, "graphs/max_cut")
    assert stream.words(3).tolist() == Stream(7, "graphs/max_cut").words(3).tolist()
    assert stream.words(3).tolist() != Stream(7, "graphs/max_cut").words(3).tolist()
    assert Stream(7, "a").words(1)[0] != Stream(7, "b").words(1)[0]
    assert Stream(2**63 + 5, "a").words(1)[0] != Stream(5, "a").words(1)[0]


def test_log_and_exp_agree_with_the_library() -> None:
    x = np.array([1e-300, 1e-9, 0.5, 0.7071, 0.99999, 1.0, 1.00001, 2.0, 3.14, 1e9, 1e300])
    np.testing.assert_allclose(log(x), [math.log(v) for v in x.tolist()], rtol=5e-16, atol=1e-18)
    y = np.array([-700.0, -1.0, -1e-9, 0.0, 0.3, 1.0, 20.0, 700.0])
    np.testing.assert_allclose(exp(y), [math.exp(v) for v in y.tolist()], rtol=5e-16)


def test_ranges_and_moments() -> None:
    stream = Stream(1, "test")
    assert set(stream.randint(-2, 3, 500).tolist()) == {-2, -1, 0, 1, 2, 3}
    assert stream.randint(5, 5, 4).tolist() == [5, 5, 5, 5]
    assert sorted(stream.permutation(50).tolist()) == list(range(50))
    assert sorted(stream.shuffle("abcd")) == list("abcd")
    assert len(set(stream.choice(20, 7).tolist())) == 7
    n = 20000
    uniform = stream.uniform(2.0, 4.0, n)
    assert uniform.min() >= 2.0
    assert uniform.max() < 4.0
    assert abs(uniform.mean() - 3.0) < 0.02
    normal = stream.normal(1.0, 2.0, n)
    assert abs(normal.mean() - 1.0) < 0.06
    assert abs(normal.std() - 2.0) < 0.06
    assert abs(stream.exponential(3.0, n).mean() - 3.0) < 0.1
    assert abs(stream.weibull(3.0, 45.0, n).mean() - 45.0 * math.gamma(4 / 3)) < 0.6
    assert abs(np.median(stream.log_uniform(1.0, 100.0, n)) - 10.0) < 0.7
    ranks = np.bincount(stream.zipf(3, 1.0, n), minlength=3) / n
    np.testing.assert_allclose(ranks, np.array([6, 3, 2]) / 11, atol=0.015)


def test_wide_integers_and_bad_arguments() -> None:
    wide = Stream(3, "wide").randint(1, 2**60, 100)
    assert wide.max() > 2**58
    assert wide.min() >= 1
    with pytest.raises(ValueError, match="empty"):
        Stream(0, "x").randint(3, 2)
    with pytest.raises(ValueError, match="seed"):
        Stream(-1, "x")
