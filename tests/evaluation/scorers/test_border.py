"""The border between Python and the compiled scorers: batches, paths, threads, types, shapes, the stub."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eft import _scorers
from eft.evaluation.scorers import packing, steps

SCORERS = {
    "first": steps.autocorrelation_first,
    "second": steps.autocorrelation_second,
    "magnitude": steps.autocorrelation_third_magnitude,
    "signed": steps.autocorrelation_third_signed,
}
BATCHES = {
    "first": steps.autocorrelation_first_batch,
    "second": steps.autocorrelation_second_batch,
    "magnitude": steps.autocorrelation_third_magnitude_batch,
    "signed": steps.autocorrelation_third_signed_batch,
}


def test_batches_equal_single_calls() -> None:
    rng = np.random.default_rng(0)
    x, y, r = rng.random((9, 26)), rng.random((9, 26)), rng.random((9, 26)) * 0.1
    w = 0.5 + rng.random(9)
    x[3, 4] = math.nan
    square, rectangle = packing.circles_in_square_batch(x, y, r), packing.circles_in_rectangle_batch(w, x * 0.5, y * 0.5, r)
    for b in range(9):
        for batch, one in (
            (square, packing.circles_in_square(x[b], y[b], r[b])),
            (rectangle, packing.circles_in_rectangle(w[b], x[b] * 0.5, y[b] * 0.5, r[b])),
        ):
            got = batch[b]
            assert (got.valid, got.reason, got.exact, got.shrink) == (one.valid, one.reason, one.exact, one.shrink)
            np.testing.assert_array_equal(got.radii, one.radii)
            np.testing.assert_array_equal(batch.value[b], one.value)
            assert batch.valid[b] == one.valid
    a = rng.random((5, 70))
    a[2, 1] = math.inf
    for scorer, many in [(steps.erdos_overlap, steps.erdos_overlap_batch), *((SCORERS[k], BATCHES[k]) for k in SCORERS)]:
        batch = many(a)
        assert len(batch) == 5
        for b in range(5):
            one = scorer(a[b])
            assert (batch[b].valid, batch[b].reason) == (one.valid, one.reason)
            np.testing.assert_array_equal(batch[b].value, one.value)
            assert one.exact is None or one.exact == Fraction(batch[b].numerator, batch[b].denominator)


@pytest.mark.parametrize("count", [0, 1])
def test_small_batches(count: int) -> None:
    zeros = np.zeros((count, 3))
    assert len(packing.circles_in_square_batch(zeros, zeros, zeros)) == count
    assert len(steps.erdos_overlap_batch(zeros)) == count


def test_paths_give_the_same_bits(level: str) -> None:
    rng = np.random.default_rng(5)
    h, (x, y, r) = rng.random(601), rng.random((3, 100))

    def everything() -> list[str]:
        bounds = [s(h) for s in (steps.erdos_overlap, *SCORERS.values())]
        disks = packing.circles_in_square(x, y, r * 0.1)
        return [repr(b) + str(b.exact) for b in bounds] + [repr(disks) + str(disks.exact) + disks.radii.tobytes().hex()]

    here = everything()
    _scorers.set_simd_level("portable")
    assert here == everything()
    assert level in _scorers.simd_levels()


def test_unknown_simd_level_is_refused() -> None:
    before = _scorers.simd_level()
    with pytest.raises(ValueError, match="no mmx"):
        _scorers.set_simd_level("mmx")
    assert _scorers.simd_level() == before


def test_threads_do_not_mix() -> None:
    rng = np.random.default_rng(2)
    rows = [rng.random(int(n)) for n in rng.integers(1, 300, 40)]
    expected = [steps.erdos_overlap(h).exact for h in rows]
    with ThreadPoolExecutor(4) as pool:
        assert [b.exact for b in pool.map(steps.erdos_overlap, rows)] == expected


@pytest.mark.parametrize(
    "wrong",
    [
        [0.5, 0.5],
        (0.5, 0.5),
        np.array([0.5, 0.5], dtype=np.float32),
        np.array([1, 0]),
        np.array([True, False]),
        np.array([0.5, 0.5j]),
        np.array([0.5, 0.5], dtype=object),
        np.array([0.5, 0.5], dtype=">f8"),
        np.linspace(0, 1, 4)[::2],
        np.frombuffer(bytes(17), dtype=np.uint8)[1:].view(np.float64),
        None,
        "ab",
    ],
    ids=lambda v: f"{type(v).__name__}-{getattr(v, 'dtype', '')}",
)
def test_wrong_types_are_type_errors(wrong: Any) -> None:
    good = np.array([0.5, 0.5])
    for call in (
        lambda: steps.erdos_overlap(wrong),
        lambda: steps.autocorrelation_second(wrong),
        lambda: packing.circles_in_square(good, good, wrong),
        lambda: packing.circles_in_square(wrong, good, good),
    ):
        with pytest.raises(TypeError):
            call()


def test_wrong_shapes_name_the_expected_one() -> None:
    one, two = np.zeros(3), np.zeros((2, 3))
    with pytest.raises(ValueError, match=r"h: expected 1 axes, got shape \(2, 3\)"):
        steps.erdos_overlap(two)
    with pytest.raises(ValueError, match=r"y: expected shape \(3,\), got \(4,\)"):
        packing.circles_in_square(one, np.zeros(4), one)
    with pytest.raises(ValueError, match=r"a: expected 2 axes \(batch first\), got shape \(3,\)"):
        steps.autocorrelation_first_batch(one)
    with pytest.raises(ValueError, match=r"r: expected shape \(2, 3\), got \(3, 2\)"):
        packing.circles_in_square_batch(two, two, np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"w: expected shape \(2,\), got \(3,\)"):
        packing.circles_in_rectangle_batch(one, two, two, two)


def test_stub_is_up_to_date(level: str, tmp_path: Path) -> None:
    """Regenerate with `python -m pybind11_stubgen eft._scorers -o .` in the repository root."""
    pytest.importorskip("pybind11_stubgen")
    if level != "portable":
        pytest.skip("once is enough")
    subprocess.run([sys.executable, "-m", "pybind11_stubgen", "eft._scorers", "-o", str(tmp_path)], check=True, capture_output=True)
    committed = Path(__file__).parents[3] / "eft" / "_scorers.pyi"
    assert (tmp_path / "eft" / "_scorers.pyi").read_text() == committed.read_text()
