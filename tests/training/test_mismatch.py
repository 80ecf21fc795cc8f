from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from eft.training.mismatch import Mismatch, statistics

OLD = torch.zeros(5, dtype=torch.float64)
SEQUENCE = torch.tensor([0, 0, 1, 1, 1])


def sampler(*ratios: float) -> Tensor:
    return -torch.tensor(ratios, dtype=torch.float64).log()


RATIOS = sampler(2.0, 2.0, 0.25, 4.0, 1.0)  # sequences: 4 and 1


@pytest.mark.parametrize(
    ("mode", "level", "weights", "kept"),
    [
        ("off", "token", [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ("truncate", "token", [2, 2, 0.5, 3, 1], [1, 1, 1, 1, 1]),
        ("mask", "token", [2, 2, 0, 0, 1], [1, 1, 0, 0, 1]),
        ("truncate", "sequence", [3, 3, 1, 1, 1], [1, 1, 1, 1, 1]),
        ("mask", "sequence", [0, 0, 1, 1, 1], [0, 0, 1, 1, 1]),
    ],
)
def test_by_hand(mode: str, level: str, weights: list[float], kept: list[int]) -> None:
    found, stays = Mismatch(mode, level, high=3.0, low=0.5).weights(OLD, RATIOS, SEQUENCE)
    assert found.tolist() == pytest.approx(weights)
    assert stays.tolist() == [bool(k) for k in kept]


def test_without_a_lower_bound_small_ratios_stay() -> None:
    assert Mismatch("mask", high=3.0).weights(OLD, RATIOS, SEQUENCE)[1].tolist() == [True, True, True, False, True]


@pytest.mark.parametrize("mode", ["truncate", "mask"])
def test_at_the_bound_a_ratio_stays(mode: str) -> None:
    found, kept = Mismatch(mode, high=1.0, low=1.0).weights(OLD, OLD, SEQUENCE)
    assert found.tolist() == [1.0] * 5
    assert bool(kept.all())
    _, kept = Mismatch("mask", high=1.0).weights(OLD, OLD - 1e-9, SEQUENCE)
    assert not bool(kept.any())


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=8), st.integers(0, 99))
@settings(deadline=None, max_examples=30)
def test_order_and_numbering_of_sequences_do_not_matter(differences: list[float], seed: int) -> None:
    draw = torch.Generator().manual_seed(seed)
    old = torch.tensor(differences, dtype=torch.float64)
    numbers = torch.randint(3, (len(old),), generator=draw)
    order = torch.randperm(len(old), generator=draw)
    for mode in ("truncate", "mask"):
        rule = Mismatch(mode, "sequence", high=2.0, low=0.5)
        weights, kept = rule.weights(old, torch.zeros_like(old), numbers)
        again, kept_again = rule.weights(old[order], torch.zeros_like(old), 5 - numbers[order])
        torch.testing.assert_close(again, weights[order])
        assert torch.equal(kept_again, kept[order])


def test_no_tokens() -> None:
    none = torch.zeros(0)
    weights, kept = Mismatch("mask", "sequence").weights(none, none, none.long())
    assert len(weights) == len(kept) == 0
    assert set(statistics(none, none, weights, kept).values()) == {0.0}


def test_statistics_by_hand() -> None:
    weights, kept = Mismatch("mask", high=3.0).weights(OLD, RATIOS, SEQUENCE)  # 2, 2, 1/4, 0, 1
    found = statistics(OLD, RATIOS, weights, kept)
    assert found["mismatch/mean"] == pytest.approx(6 * math.log(2) / 5)
    assert found["mismatch/max"] == pytest.approx(math.log(4))
    assert found["mismatch/masked"] == pytest.approx(0.2)
    assert found["mismatch/effective"] == pytest.approx(5.25**2 / (4 * (4 + 4 + 0.0625 + 1)))
    assert statistics(OLD, OLD, torch.ones(5), kept | True)["mismatch/effective"] == 1.0
    assert statistics(OLD, RATIOS, torch.zeros(5), kept & False)["mismatch/effective"] == 0.0


def test_what_cannot_be_corrected_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Mismatch("mask").weights(OLD, torch.full_like(OLD, math.nan), SEQUENCE)
    with pytest.raises(ValueError, match="low=2"):
        Mismatch(low=2.0)
