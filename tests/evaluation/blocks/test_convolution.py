"""Full convolutions are accepted, and one wrong cell of many is found."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.convolution import check
from eft.evaluation.blocks.stream import F64, Stream
from eft.evaluation.blocks.verdict import Reject


def slow(a: F64, b: F64) -> F64:
    """The definition, cell by cell."""
    out = np.zeros([m + n - 1 for m, n in zip(a.shape, b.shape, strict=True)])
    for i in np.ndindex(*a.shape):
        for j in np.ndindex(*b.shape):
            out[tuple(x + y for x, y in zip(i, j, strict=True))] += a[i] * b[j]
    return out


@pytest.mark.parametrize(("left", "right"), [((7,), (3,)), ((3,), (9,)), ((5, 4), (3, 2)), ((2, 6), (4, 4))])
def test_agrees_with_the_definition(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    for seed in range(20):
        stream = Stream(seed, "test")
        a = stream.normal(size=2 * int(np.prod(left))).reshape(2, *left)
        b = stream.normal(size=2 * int(np.prod(right))).reshape(2, *right)
        c = np.stack([slow(a[0], b[0]), slow(a[1], b[1])])
        check(a, b, c, Stream(seed, "check"), "c")
        cell = tuple(int(stream.randint(0, n - 1)[0]) for n in c.shape)
        c[cell] += 1e-6
        with pytest.raises(Reject, match="off by"):
            check(a, b, c, Stream(seed, "check"), "c")


def test_a_single_wrong_cell_of_many_shows_in_the_sums() -> None:
    stream = Stream(1, "test")
    a, b = stream.normal(size=20000)[None], stream.normal(size=20000)[None]
    c = np.fft.irfft(np.fft.rfft(a, 40000) * np.fft.rfft(b, 40000), 40000)[:, :39999]
    check(a, b, c, Stream(2, "check"), "c")
    c[0, 12345] += 1e-3
    with pytest.raises(Reject, match=r"a weighted sum is off by 0\.001"):
        check(a, b, c, Stream(2, "check"), "c")
