"""Codes, coverings and signs against their twins and against values known by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from agreement import agrees_on, ints, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import codes
from eft.evaluation.verify import codes as twins
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BARKER = [1, 1, 1, 1, 1, -1, -1, 1, 1, -1, 1, -1, 1]


def hamming_code() -> list[int]:
    """The 16 words of length 7 whose set positions (1 .. 7) have XOR 0."""

    def syndrome(word: int) -> int:
        return int(np.bitwise_xor.reduce([k + 1 for k in range(7) if word >> k & 1] or [0]))

    return [word for word in range(128) if syndrome(word) == 0]


def sylvester(n: int) -> NDArray[np.int64]:
    return ints([[1 - 2 * (bin(i & j).count("1") % 2) for j in range(n)] for i in range(n)])


def test_hamming_code_is_perfect() -> None:
    words = hamming_code()
    got = codes.binary_code(7, 3, ints(words))
    assert got.exact == 16
    assert check(got.certificate()) == 16
    for word in set(range(128)) - set(words):
        assert not codes.binary_code(7, 3, ints([*words, word])).valid
    letters = ints([[word >> k & 1 for k in range(7)] for word in words])
    assert codes.covering_code(2, 1, 7, letters).exact == 16


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([0b0000, 0b0111, 0b0110], "words 0 and 6 are at distance 2"),
        ([7, 0, 7], "word 7 occurs twice"),
        ([16], "word 16 is out of range"),
        ([-1], "word -1 is out of range"),
        ([2**62], f"word {2**62} is out of range"),
        ([], "expected 1 to 65536 words, got 0"),
        (np.zeros(65537), "expected 1 to 65536 words, got 65537"),
    ],
)
def test_refused_codes(words: Any, reason: str) -> None:
    refused(codes.binary_code(4, 3, ints(words)), reason)


def test_codes_of_the_widest_words() -> None:
    top = 2**62 - 1
    assert codes.binary_code(62, 62, ints([top, 0])).exact == 2
    refused(codes.binary_code(62, 62, ints([top, 1])), f"words {top} and 1 are at distance 61")


def test_fano_planes() -> None:
    """The 7 lines (0, 1, 3) + i: a constant weight code A(7, 4, 3) = 7, and the covering design C(7, 3, 2) = 7."""
    lines = [[i, (i + 1) % 7, (i + 3) % 7] for i in range(7)]
    words = [sum(1 << p for p in line) for line in lines]
    assert codes.constant_weight_code(7, 4, 3, ints(words)).exact == 7
    refused(codes.constant_weight_code(7, 4, 3, ints([*words, 0b1111])), "word 15 has weight 4")
    refused(codes.constant_weight_code(7, 5, 3, ints(words)), f"words {words[0]} and {words[1]} are at distance 4")
    assert codes.covering_design(7, 3, 2, ints(lines)).exact == 7
    short = codes.covering_design(7, 3, 2, ints(lines[1:]))
    assert short.exact == 6 + 3
    assert short.reason == "3 sets are not covered, first that with the bit mask 3: each counts as one more block"
    with pytest.raises(ValueError, match="weight"):
        codes.constant_weight_code(7, 4, -1, ints(words))


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([[0, 1, 1]], "block 0 repeats point 1"),
        ([[0, 1, 2], [0, 1, 7]], "point 7 of block 1 is out of range"),
        ([[0, 1, -1]], "point -1 of block 0 is out of range"),
        ([[0, 1]], "expected blocks of 3 points, got 2"),
        ([[0, 1, 2, 3]], "expected blocks of 3 points, got 4"),
    ],
)
def test_refused_blocks(blocks: list[list[int]], reason: str) -> None:
    refused(codes.covering_design(7, 3, 2, ints(blocks)), reason)


def test_no_block_covers_nothing() -> None:
    assert codes.covering_design(7, 3, 2, np.zeros((0, 3), dtype=np.int64)).exact == 21
    assert codes.covering_code(3, 1, 2, np.zeros((0, 2), dtype=np.int64)).exact == 9


def test_instances_of_coverings() -> None:
    block = ints([[0, 1, 2]])
    for v, k, t in [(2, 3, 1), (7, 3, 4), (7, 3, 0), (63, 3, 1), (62, 31, 15)]:
        with pytest.raises(ValueError, match="expected"):
            codes.covering_design(v, k, t, block)
    for q, radius, n in [(1, 1, 3), (2, 4, 3), (2, -1, 3), (2, 1, 25), (64, 1, 5)]:
        with pytest.raises(ValueError, match="expected"):
            codes.covering_code(q, radius, n, block)


def test_ternary_covering_of_length_four() -> None:
    """The tetracode: nine words (a, b, a+b, a+2b) of distance 3 are perfect."""
    words = [[a, b, (a + b) % 3, (a + 2 * b) % 3] for a in range(3) for b in range(3)]
    assert codes.covering_code(3, 1, 4, ints(words)).exact == 9
    short = codes.covering_code(3, 1, 4, ints(words[1:]))
    assert short.exact == 8 + 9
    assert short.reason.startswith("9 words are not covered, first number 0 (")
    refused(codes.covering_code(3, 1, 4, ints([[0, 0, 0, 3]])), "letter 3 of word 0 is out of range")
    refused(codes.covering_code(3, 1, 4, ints([[0, 0, -1, 0]])), "letter -1 of word 0 is out of range")
    refused(codes.covering_code(3, 1, 4, ints([[0, 0, 0]])), "expected words of 4 letters, got 3")


@FEW
@given(st.integers(1, 7), st.data())
def test_any_code_agrees_with_twin(n: int, data: st.DataObject) -> None:
    d, weight = data.draw(st.integers(1, n)), data.draw(st.integers(0, n))
    words = data.draw(st.lists(st.integers(-1, 2**n), max_size=8))
    agrees_on(codes.binary_code(n, d, ints(words)), twins.binary_code, {"words": words})
    words = [word for word in words if word >= 0 and bin(word).count("1") == weight] + words[: data.draw(st.integers(0, 1))]
    agrees_on(codes.constant_weight_code(n, d, weight, ints(words)), twins.constant_weight_code, {"words": words})


@FEW
@given(st.integers(2, 7), st.data())
def test_any_covering_agrees_with_twin(v: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, v))
    t = data.draw(st.integers(1, k))
    blocks = data.draw(st.lists(st.permutations(range(v)).map(lambda p: p[:k]), min_size=1, max_size=6))
    agrees_on(codes.covering_design(v, k, t, ints(blocks)), twins.covering_design, {"blocks": blocks})


@FEW
@given(st.integers(2, 4), st.integers(0, 3), st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=9))
def test_any_covering_code_agrees_with_twin(q: int, radius: int, words: list[list[int]]) -> None:
    agrees_on(codes.covering_code(q, radius, 3, ints(words)), twins.covering_code, {"words": words})


def test_barker_sequence() -> None:
    """Energy 6, so the merit factor is 169 / 12."""
    assert codes.autocorrelation_energy(ints(BARKER)).exact == 6
    got = codes.merit_factor(ints(BARKER))
    assert got.exact == Fraction(169, 12)
    assert got.value <= 169 / 12
    assert check(got.certificate()) == Fraction(169, 12)


@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 127, 128, 129, 300])
def test_constant_sequences(n: int) -> None:
    """C_k = n - k, over and beyond whole words."""
    assert codes.autocorrelation_energy(np.ones(n, dtype=np.int64)).exact == sum(k * k for k in range(n))
    alternating = ints([(-1) ** i for i in range(n)])
    assert codes.autocorrelation_energy(alternating).exact == sum(k * k for k in range(n))


def test_refused_signs() -> None:
    refused(codes.autocorrelation_energy(ints([1, -1, 0])), "s[2] is 0, expected -1 or 1")
    refused(codes.merit_factor(ints([1, 2**62])), f"s[1] is {2**62}, expected -1 or 1")
    refused(codes.merit_factor(ints([1])), "a single sign has no autocorrelation")
    refused(codes.merit_factor(ints([])), "expected 1 to 16384 signs, got 0")
    refused(codes.autocorrelation_energy(np.ones(16385, dtype=np.int64)), "expected 1 to 16384 signs, got 16385")


@FEW
@given(st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=140))
def test_any_sequence_agrees_with_twin(s: list[int]) -> None:
    agrees_on(codes.autocorrelation_energy(ints(s)), twins.autocorrelation_energy, {"s": s})


@pytest.mark.parametrize(("n", "exact"), [(1, 1), (2, 2), (4, 16), (8, 4096), (16, 16**8), (64, 64**32)])
def test_hadamard_matrices(n: int, exact: int) -> None:
    got = codes.sign_determinant(sylvester(n))
    assert (got.exact, got.value) == (exact, float(exact))


def test_hadamard_matrix_of_the_largest_order() -> None:
    """Order 72 from the squares mod 71 (Paley 1933): |det| = 72^36, the largest value that the scorer may meet."""
    squares = {x * x % 71 for x in range(1, 71)}
    core = [[1] + [-1 if i == j or (j - i) % 71 in squares else 1 for j in range(71)] for i in range(71)]
    matrix = ints([[1] * 72, *core])
    assert (matrix @ matrix.T == 72 * np.eye(72, dtype=np.int64)).all()
    got = codes.sign_determinant(matrix)
    assert got.exact == 72**36
    assert check(got.certificate()) == 72**36


def test_refused_and_singular_matrices() -> None:
    assert codes.sign_determinant(np.ones((5, 5), dtype=np.int64)).exact == 0
    refused(codes.sign_determinant(ints([[1, 1], [1, 0]])), "m[1, 1] is 0, expected -1 or 1")
    refused(codes.sign_determinant(ints([[1, 2**40], [1, 1]])), f"m[0, 1] is {2**40}, expected -1 or 1")
    refused(codes.sign_determinant(np.ones((2, 3), dtype=np.int64)), "expected a square matrix of order 1 to 72, got 2 x 3")
    refused(codes.sign_determinant(np.ones((73, 73), dtype=np.int64)), "expected a square matrix of order 1 to 72, got 73 x 73")
    refused(codes.sign_determinant(np.ones((0, 0), dtype=np.int64)), "expected a square matrix of order 1 to 72, got 0 x 0")


@FEW
@given(st.integers(1, 12).flatmap(lambda n: st.lists(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n), min_size=n, max_size=n)))
def test_any_matrix_agrees_with_twin(matrix: list[list[int]]) -> None:
    agrees_on(codes.sign_determinant(ints(matrix)), twins.sign_determinant, {"matrix": matrix})


@pytest.mark.parametrize("n", [20, 29, 33, 47, 71, 72])
def test_large_random_matrices_agree_with_twin(n: int) -> None:
    matrix = np.random.default_rng(n).choice([-1, 1], (n, n))
    agrees_on(codes.sign_determinant(matrix), twins.sign_determinant, {"matrix": matrix.tolist()})


def test_batches_equal_singles() -> None:
    signs = np.random.default_rng(0).choice([-1, 1], (7, 66))
    signs[3, 5] = 0
    batch = _scorers.merit_factor_batch(signs)
    assert [(batch[b].valid, batch[b].reason, batch[b].numerator) for b in range(7)] == [
        (raw.valid, raw.reason, raw.numerator) for raw in map(_scorers.merit_factor, signs)
    ]
