"""Bounds that step functions prove: exact, against floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import scipy
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import steps
from scorers import CLOCK, agree

Floats = NDArray[np.float64]


def rows(rng: np.random.Generator) -> Iterator[Row]:
    def overlap_input(n: int) -> Floats:
        """Sum n/2 on a 30-bit grid, so that the exact scorer has nothing to repair and all values agree."""
        half = np.floor(rng.random(n // 2) * 2**30) / 2**30
        return rng.permutation(np.concatenate([half, 1 - half, np.full(n % 2, 0.5)]))

    def heights(n: int) -> Floats:
        return rng.random(n)

    overlap = {"numpy float (correlate)": numpy_overlap, "scipy float (FFT)": fft_overlap, "numba float": numba_overlap}
    first = {"numpy float (convolve)": numpy_first, "scipy float (FFT)": fft_first, "numba float": numba_first}
    second = {"numpy float (convolve)": numpy_second, "scipy float (FFT)": fft_second}
    yield from bound_rows("overlap", _scorers.erdos_overlap, _scorers.erdos_overlap_batch, overlap, overlap_input)
    yield from bound_rows("autocorrelation 1", _scorers.autocorrelation_first, _scorers.autocorrelation_first_batch, first, heights)
    yield from tied_rows()
    yield from bound_rows("autocorrelation 2", _scorers.autocorrelation_second, _scorers.autocorrelation_second_batch, second, heights)


def numpy_overlap(h: Floats) -> float:
    return float(np.correlate(h, 1 - h, "full").max()) * 2 / len(h)


def fft_overlap(h: Floats) -> float:
    size = scipy.fft.next_fast_len(2 * len(h) - 1, real=True)
    spectrum = scipy.fft.rfft(h, size) * np.conj(scipy.fft.rfft(1 - h, size))
    return float(scipy.fft.irfft(spectrum, size).max()) * 2 / len(h)


@numba.njit(cache=False, fastmath=True)
def numba_overlap(h: Floats) -> float:
    n, best = len(h), 0.0
    for k in range(n):
        ahead = behind = 0.0
        for i in range(n - k):
            ahead += h[i] * (1 - h[i + k])
            behind += h[i + k] * (1 - h[i])
        best = max(best, ahead, behind)
    return best * 2 / n


def numpy_first(a: Floats) -> float:
    return float(2 * len(a) * np.convolve(a, a).max() / a.sum() ** 2)


def fft_first(a: Floats) -> float:
    size = scipy.fft.next_fast_len(2 * len(a) - 1, real=True)
    spectrum = scipy.fft.rfft(a, size)
    return float(2 * len(a) * scipy.fft.irfft(spectrum * spectrum, size).max() / a.sum() ** 2)


@numba.njit(cache=False, fastmath=True)
def numba_first(a: Floats) -> float:
    n, best = len(a), 0.0
    for m in range(2 * n - 1):
        knot = 0.0
        for i in range(max(0, m - n + 1), min(m, n - 1) + 1):
            knot += a[i] * a[m - i]
        best = max(best, knot)
    return 2 * n * best / a.sum() ** 2


def numpy_second(a: Floats) -> float:
    return norm_ratio(np.concatenate(([0.0], np.convolve(a, a), [0.0])))


def fft_second(a: Floats) -> float:
    size = scipy.fft.next_fast_len(2 * len(a) - 1, real=True)
    spectrum = scipy.fft.rfft(a, size)
    return norm_ratio(np.concatenate(([0.0], scipy.fft.irfft(spectrum * spectrum, size)[: 2 * len(a) - 1], [0.0])))


def norm_ratio(y: Floats) -> float:
    return float(((y[:-1] ** 2 + y[:-1] * y[1:] + y[1:] ** 2).sum() / 3) / (y.sum() * y.max()))


def bound_rows(
    title: str, scorer: Callable[[Floats], Any], batch: Callable[[Floats], Any], rivals: dict[str, Any], inputs: Any
) -> Iterator[Row]:
    for n in (51, 600, 4096):
        heights = inputs(n)
        exact = scorer(heights).value
        for name, rival in rivals.items():
            agree(f"{title} n={n}", exact, rival(heights), name)
            if n == 4096 and "numba" in name:
                continue  # the double loop is 20 times slower than FFT here: no rival
            yield compare(f"{title} n={n}, one call", lambda h=heights: scorer(h), lambda h=heights, f=rival: f(h), name, clock=CLOCK)
    batch_of = np.stack([inputs(600) for _ in range(16)])
    name, rival = next(iter(rivals.items()))
    yield compare(
        f"{title} n=600, batch of 16",
        lambda: batch(batch_of),
        lambda: [rival(h) for h in batch_of],
        f"{name}, loop",
        per_call=16,
        clock=CLOCK,
    )


def tied_rows() -> Iterator[Row]:
    """The worst case of ours: the coefficients of (1 - x)^(-1/2), whose square has all knots equal, so that the filter rules few out."""
    tied = np.cumprod(np.append(1.0, (np.arange(1, 600) - 0.5) / np.arange(1, 600)))
    case, exact = "autocorrelation 1 n=600, tied knots", steps.autocorrelation_first(tied).value
    for name, rival in {"numpy float (convolve)": numpy_first, "scipy float (FFT)": fft_first}.items():
        agree(case, exact, rival(tied), name)
        yield compare(case, lambda: _scorers.autocorrelation_first(tied), lambda f=rival: f(tied), name, clock=CLOCK)
