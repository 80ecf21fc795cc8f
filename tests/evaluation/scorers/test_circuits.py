"""Networks, chains and bilinear algorithms against their twins and against values known by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from agreement import agrees_on, ints, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import circuits
from eft.evaluation.verify import circuits as twins
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OPTIMAL_4 = [[0, 1], [2, 3], [0, 2], [1, 3], [1, 2]]
Integers = NDArray[np.int64]


def batcher(n: int) -> list[list[int]]:
    """Merge exchange (Knuth, TAOCP 3, 5.2.2 M) in the order of its passes."""
    out: list[list[int]] = []
    top = 1 << (n - 1).bit_length() - 1
    p = top
    while p:
        q, r, d = top, 0, p
        while True:
            out += [[i, i + d] for i in range(n - d) if i & p == r]
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2
    return out


# Sorting networks


def test_optimal_network_of_four_wires() -> None:
    got = circuits.sorting_network(4, ints(OPTIMAL_4))
    assert (got.exact, got.reason) == (5, "")
    assert circuits.sorting_depth(4, ints(OPTIMAL_4)).exact == 3
    assert check(got.certificate()) == 5


def test_every_comparator_of_the_optimal_network_counts() -> None:
    for k in range(5):
        shorter = ints(OPTIMAL_4[:k] + OPTIMAL_4[k + 1 :])
        assert circuits.sorting_network(4, shorter).value >= 5
        assert circuits.sorting_depth(4, shorter).reason.endswith("is not sorted")
    refused(
        circuits.sorting_depth(4, ints(OPTIMAL_4[:-1])), "the input with bits 5 (wire 0 is the lowest) is not sorted"
    )  # 1010 ends as 0101


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16])
def test_merge_exchange_sorts_and_is_fragile(n: int) -> None:
    """Sizes around one word (6 wires), one chunk (12) and beyond; one comparator less leaves some input unsorted."""
    network = batcher(n)
    assert circuits.sorting_network(n, ints(network)).exact == len(network)
    cut = len(network) // 2
    got = circuits.sorting_network(n, ints(network[:cut] + network[cut + 1 :]).reshape(-1, 2))
    assert got.valid
    assert "does not sort" in got.reason
    depth = circuits.sorting_depth(n, ints(network)).exact
    assert depth == {2: 1, 4: 3, 8: 6, 16: 10}.get(n, depth)
    assert check(got.certificate()) == got.exact


@pytest.mark.parametrize("n", [2, 3, 7, 13])
def test_the_empty_network_is_bubble_sort(n: int) -> None:
    got = circuits.sorting_network(n, np.zeros((0, 2), dtype=np.int64))
    assert got.exact == n * (n - 1) // 2
    assert got.reason == (
        f"the answer alone does not sort: bits 1 (wire 0 is the lowest) stay out of order; {n * (n - 1) // 2} comparators appended"
    )


@pytest.mark.parametrize(
    ("comparators", "reason"),
    [
        ([[0, 1], [2, 1]], "c[1] is (2, 1), expected i < j"),
        ([[1, 1]], "c[0] is (1, 1), expected i < j"),
        ([[0, 3]], "c[0] is (0, 3), expected wires 0..2"),
        ([[-1, 1]], "c[0] is (-1, 1), expected wires 0..2"),
        ([[0, 2**32 + 1]], f"c[0] is (0, {2**32 + 1}), expected wires 0..2"),
        ([[0, 1]] * 10, "10 comparators, at most 9 allowed"),
        ([[0, 1, 2]], "expected rows of 2 numbers, got 3"),
    ],
)
def test_refused_networks(comparators: list[list[int]], reason: str) -> None:
    refused(circuits.sorting_network(3, ints(comparators)), reason)
    refused(circuits.sorting_depth(3, ints(comparators)), reason)


def test_wires_are_limited() -> None:
    for n in (1, 25):
        with pytest.raises(ValueError, match="2 to 24 wires"):
            circuits.sorting_network(n, ints([[0, 1]]))


@FEW
@given(st.integers(2, 8), st.data())
def test_any_network_agrees_with_twin(n: int, data: st.DataObject) -> None:
    pairs = [[i, j] for i in range(n) for j in range(i + 1, n)]
    comparators = data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=n * n))
    agrees_on(circuits.sorting_network(n, ints(comparators)), twins.sorting_network, {"comparators": comparators})
    agrees_on(circuits.sorting_depth(n, ints(comparators)), twins.sorting_depth, {"comparators": comparators})


def test_a_large_broken_network_agrees_with_twin() -> None:
    network = [pair for k, pair in enumerate(batcher(13)) if k % 9]
    agrees_on(circuits.sorting_network(13, ints(network)), twins.sorting_network, {"comparators": network})


# Addition chains


def test_shortest_chain_of_fifteen() -> None:
    """1 2 3 6 12 15: five steps, where the binary method needs six."""
    steps = ints([[0, 0], [1, 0], [2, 2], [3, 3], [4, 2]])
    got = circuits.addition_chain([15], steps)
    assert got.exact == 5
    assert check(got.certificate()) == 5
    refused(circuits.addition_chain([15, 7], steps), "target 1 (counted from 0) is not in the chain")
    assert circuits.addition_chain([15, 6, 1], steps).exact == 5


def test_chains_of_wide_numbers() -> None:
    doubling = ints([[k, k] for k in range(254)])
    target = 2**254
    assert circuits.addition_chain([target, 2**200], doubling).exact == 254
    refused(circuits.addition_chain([target + 1], doubling), "target 0 (counted from 0) is not in the chain")
    refused(circuits.addition_chain([target], np.append(doubling, [[254, 254]], axis=0)), "step 254 gives 2^255 or more")


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([[0, 1]], "step 0 adds elements 0 and 1, expected 0..0"),
        ([[0, 0], [0, -1]], "step 1 adds elements 0 and -1, expected 0..1"),
        ([[0, 0, 0]], "expected rows of 2 numbers, got 3"),
        ([[0, 0]] * 4097, "expected at most 4096 steps, got 4097"),
    ],
)
def test_refused_chains(steps: list[list[int]], reason: str) -> None:
    refused(circuits.addition_chain([2], ints(steps)), reason)


@pytest.mark.parametrize("targets", [[], [0], [-3], [2**255]])
def test_targets_are_limited(targets: list[int]) -> None:
    with pytest.raises(ValueError, match="targets"):
        circuits.addition_chain(targets, ints([[0, 0]]))


@FEW
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=3), st.lists(st.tuples(st.integers(-1, 6), st.integers(0, 6)), min_size=1, max_size=8)
)
def test_any_chain_agrees_with_twin(targets: list[int], steps: list[tuple[int, int]]) -> None:
    agrees_on(circuits.addition_chain(targets, ints(steps)), twins.addition_chain, {"steps": [list(step) for step in steps]})


# Matrix products


def schoolbook(n: int, m: int, p: int) -> list[Integers]:
    u, v, w = (np.zeros((n * m * p, columns), dtype=np.int64) for columns in (n * m, m * p, p * n))
    for r, (i, j, k) in enumerate(product(range(n), range(m), range(p))):
        u[r, i * m + j] = v[r, j * p + k] = w[r, k * n + i] = 1
    return [u, v, w]


def strassen() -> list[Integers]:
    """Seven products (Strassen 1969); rows over a11 a12 a21 a22, b11 b12 b21 b22, c11 c21 c12 c22."""
    u = [[1, 0, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0], [-1, 0, 1, 0], [0, 1, 0, -1]]
    v = [[1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, -1], [-1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]]
    w = [[1, 0, 0, 1], [0, 1, 0, -1], [0, 0, 1, 1], [1, 1, 0, 0], [-1, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    return [ints(u), ints(v), ints(w)]


def squared(factors: list[Integers]) -> list[Integers]:
    """An algorithm for 2 x 2 applied to blocks of itself: for 4 x 4."""
    return [np.einsum("rab,scd->rsacbd", f.reshape(-1, 2, 2), f.reshape(-1, 2, 2)).reshape(len(f) ** 2, 16) for f in factors]


def test_strassen_has_seven_terms_and_its_square_49() -> None:
    got = circuits.matmul(2, 2, 2, *strassen())
    assert got.exact == 7
    assert check(got.certificate()) == 7
    large = circuits.matmul(4, 4, 4, *squared(strassen()))
    assert large.exact == 49
    assert check(large.certificate()) == 49


@pytest.mark.parametrize(("n", "m", "p"), [(1, 1, 1), (2, 3, 4), (4, 1, 3), (3, 5, 2), (1, 16, 16)])
def test_schoolbook(n: int, m: int, p: int) -> None:
    factors = schoolbook(n, m, p)
    assert circuits.matmul(n, m, p, *factors).exact == n * m * p
    assert circuits.matmul_modulo_two(n, m, p, *factors).exact == n * m * p
    assert circuits.matmul_halves(n, m, p, *[2 * f for f in factors]).exact == n * m * p
    assert not circuits.matmul_halves(n, m, p, *factors).valid


def test_rings() -> None:
    u, v, w = strassen()
    assert circuits.matmul_modulo_two(2, 2, 2, u % 2, v % 2, w % 2).exact == 7
    refused(circuits.matmul(2, 2, 2, u % 2, v % 2, w % 2), "tensor entry (0, 0, 3) is 2, expected 0")
    refused(circuits.matmul_modulo_two(2, 2, 2, u, v, w), "factor 0 (of 0..2), row 5, column 0: -1 is out of range")
    assert circuits.matmul_halves(2, 2, 2, u, 2 * v, 4 * w).exact == 7  # 1/2, 1, 2
    assert circuits.matmul_halves(2, 2, 2, 2 * u, 2 * v, 2 * w).exact == 7


def test_large_entries_do_not_wrap() -> None:
    """1 + 2^32 - 2^32 where 32 bits would lose it, and a sum that is 1 modulo 2^64 only."""
    e = 2**16
    u, v, w = ints([[1], [e], [e]]), ints([[1], [e], [e]]), ints([[1], [1], [-1]])
    refused(circuits.matmul(1, 1, 1, u, v, w), "3 terms, more than the 1 of the definition")
    u, v, w = ints([[1, 0], [e, 0], [e, 0], [0, 1]]), ints([[1, 0], [e, 0], [e, 0], [0, 1]]), ints([[1], [1], [-1], [1]])
    refused(circuits.matmul(1, 2, 1, u, v, w), "4 terms, more than the 2 of the definition")
    u, v, w = schoolbook(2, 2, 2)
    refused(circuits.matmul(2, 2, 2, u * (e + 1), v, w), f"factor 0 (of 0..2), row 0, column 0: {e + 1} is out of range")
    refused(circuits.matmul(2, 2, 2, u * e, v * e, w), f"tensor entry (0, 0, 0) is {e * e}, expected 1 (8 where the factors are doubled)")
    refused(
        circuits.matmul(2, 2, 2, u * e, v * e, w * e), f"tensor entry (0, 0, 0) is {e**3}, expected 1 (8 where the factors are doubled)"
    )
    refused(circuits.matmul(2, 2, 2, u, v, w * -(2**63)), f"factor 2 (of 0..2), row 0, column 0: {-(2**63)} is out of range")
    u, v, w = strassen()
    u, v, w = np.vstack((u, [[e, 0, 0, 0]])), np.vstack((v, [[e, 0, 0, 0]])), np.vstack((w, [[1, 0, 0, 0]]))
    refused(circuits.matmul(2, 2, 2, u, v, w), f"tensor entry (0, 0, 0) is {e * e + 1}, expected 1 (8 where the factors are doubled)")


def test_factors_of_the_wrong_shape() -> None:
    u, v, w = strassen()
    none = np.zeros((0, 4), dtype=np.int64)
    refused(circuits.matmul(2, 2, 2, none, none, none), "the factors have no terms")
    refused(circuits.matmul(2, 2, 2, u, none, none), "factor 1 (of 0..2) has shape 0 x 4, expected 4 columns and as many rows as factor 0")
    refused(circuits.matmul(2, 2, 2, u[:6], v, w), "factor 1 (of 0..2) has shape 7 x 4, expected 4 columns and as many rows as factor 0")
    refused(circuits.matmul(2, 2, 2, u[:6], v[:6], w[:6]), "tensor entry (1, 2, 0) is 0, expected 1 (8 where the factors are doubled)")
    refused(circuits.matmul(3, 2, 2, u, v, w), "factor 0 (of 0..2) has shape 7 x 4, expected 6 columns and as many rows as factor 0")
    for sides in [(0, 2, 2), (2, 17, 2), (16, 16, 16)]:
        with pytest.raises(ValueError, match="n, m, p"):
            circuits.matmul(*sides, u, v, w)


@FEW
@given(st.integers(0, 2), st.integers(0, 6), st.integers(0, 3), st.integers(-3, 3))
def test_any_change_of_strassen_agrees_with_twin(factor: int, row: int, column: int, entry: int) -> None:
    factors = strassen()
    factors[factor][row, column] = entry
    agrees_on(
        circuits.matmul(2, 2, 2, *factors), twins.matmul, {"u": factors[0].tolist(), "v": factors[1].tolist(), "w": factors[2].tolist()}
    )
    factors = [f % 2 for f in factors]
    plain = {"u": factors[0].tolist(), "v": factors[1].tolist(), "w": factors[2].tolist()}
    agrees_on(circuits.matmul_modulo_two(2, 2, 2, *factors), twins.matmul_modulo_two, plain)
    agrees_on(circuits.matmul_halves(2, 2, 2, *factors), twins.matmul_halves, plain)


@FEW
@given(st.permutations(range(7)), st.lists(st.sampled_from([-1, 1]), min_size=14, max_size=14))
def test_order_and_signs_of_terms_do_not_matter(order: list[int], flips: list[int]) -> None:
    u, v, w = (f[list(order)] for f in strassen())
    a, b = ints(flips[:7])[:, None], ints(flips[7:])[:, None]
    assert circuits.matmul(2, 2, 2, u * a, v * b, w * a * b).exact == 7


def test_batches_equal_singles() -> None:
    many = [np.stack([f, f, f]) for f in strassen()]
    many[1][1, 0, 0] = 5
    batch = _scorers.matmul_batch(2, 2, 2, *many)
    assert batch.valid.tolist() == [True, False, True]
    assert batch[1].reason == circuits.matmul(2, 2, 2, many[0][1], many[1][1], many[2][1]).reason
