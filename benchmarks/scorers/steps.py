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
from scorers import CLOCK, agree

Floats = NDArray[np.float64]


MOST = {"numba": 600, "numpy": 5000}  # pieces up to which a double loop, in Numba or inside NumPy, is a rival at all
BATCHES = {51: 256, 600: 16}


def rows(rng: np.random.Generator) -> Iterator[Row]:
    def overlap_input(n: int) -> Floats:
        """Sum n/2 on a 30-bit grid, so that the exact scorer has nothing to repair and all values agree."""
        half = np.floor(rng.random(n // 2) * 2**30) / 2**30
        return rng.permutation(np.concatenate([half, 1 - half, np.full(n % 2, 0.5)]))

    def heights(n: int) -> Floats:
        return rng.random(n)

    def signed(n: int) -> Floats:
        return rng.random(n) - 0.3

    overlap = {"numpy float (correlate)": numpy_overlap, "scipy float (FFT)": fft_overlap, "numba float": numba_overlap}
    first = {"numpy float (convolve)": numpy_first, "scipy float (FFT)": fft_first, "numba float": numba_first}
    second = {"numpy float (convolve)": numpy_second, "scipy float (FFT)": fft_second}
    third = {"scipy float (FFT)": fft_third}
    yield from bound_rows("overlap", "erdos_overlap", overlap, overlap_input)
    yield from bound_rows("autocorrelation 1", "autocorrelation_first", first, heights)
    yield from bound_rows("autocorrelation 2", "autocorrelation_second", second, heights)
    yield from bound_rows("autocorrelation 3 (magnitude)", "autocorrelation_third_magnitude", third, signed)
    for n in (600, 5000):
        yield from one_call(f"overlap n={n}, flattened", _scorers.erdos_overlap, flattened(n, rng), overlap, n)
    yield from one_call("autocorrelation 1 n=578, 136 equal peaks", _scorers.autocorrelation_first, equal_peaks(17), first, 578)


def flattened(n: int, rng: np.random.Generator) -> Floats:
    """As an optimiser would submit it: descent on a soft maximum of the overlaps, after which the largest of many lags nearly tie."""
    size = scipy.fft.next_fast_len(2 * n - 1, real=True)
    h = 0.5 + 0.3 * np.cos(np.linspace(-np.pi, np.pi, n)) + 0.05 * rng.random(n)
    for k in range(400):
        h = np.clip(h - (h.mean() - 0.5), 0, 1)
        f, g = scipy.fft.rfft(h, size), scipy.fft.rfft(1 - h, size)
        lags = scipy.fft.irfft(np.conj(f) * g, size)  # sum_i h_i (1 - h_{i+k})
        weight = np.exp((lags - lags.max()) * (20 + k) / n)
        w = scipy.fft.rfft(weight / weight.sum())
        slope = scipy.fft.irfft(np.conj(w) * g, size)[:n] - scipy.fft.irfft(w * f, size)[:n]
        h = h - 0.05 * (slope - slope.mean()) / np.abs(slope).max()
    return numpy_projected(h)


def numpy_projected(h: Floats) -> Floats:
    """On a 30-bit grid with sum n/2, so that nothing is left to repair."""
    units = np.rint(np.clip(h, 0, 1) * 2**30).astype(np.int64)
    missing = len(h) * 2**29 - int(units.sum())
    while missing:
        room = np.flatnonzero(units < 2**30) if missing > 0 else np.flatnonzero(units > 0)
        share = max(1, abs(missing) // len(room))
        for i in room[: max(1, min(len(room), abs(missing) // share))]:
            step = min(share, 2**30 - int(units[i])) if missing > 0 else -min(share, int(units[i]))
            units[i] += step
            missing -= step
    return np.asarray(units / 2**30)


def equal_peaks(p: int) -> Floats:
    """Indicator of a Sidon set (Erdős & Turán 1941) on 2 p^2 pieces: every sum of two different members is a knot of height 2."""
    a = np.zeros(2 * p * p)
    a[[2 * p * k + k * k % p for k in range(p)]] = 1.0
    return a


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


def fft_third(a: Floats) -> float:
    size = scipy.fft.next_fast_len(2 * len(a) - 1, real=True)
    spectrum = scipy.fft.rfft(a, size)
    return float(2 * len(a) * np.abs(scipy.fft.irfft(spectrum * spectrum, size)).max() / a.sum() ** 2)


def norm_ratio(y: Floats) -> float:
    return float(((y[:-1] ** 2 + y[:-1] * y[1:] + y[1:] ** 2).sum() / 3) / (y.sum() * y.max()))


def bound_rows(title: str, scorer: str, rivals: dict[str, Any], inputs: Callable[[int], Floats]) -> Iterator[Row]:
    one, batch = getattr(_scorers, scorer), getattr(_scorers, f"{scorer}_batch")
    for n in (51, 600, 5000, 30000):
        yield from one_call(f"{title} n={n}, one call", one, inputs(n), rivals, n)
    for n, count in BATCHES.items():
        many = np.stack([inputs(n) for _ in range(count)])
        for name, rival in rivals.items():
            yield compare(
                f"{title} n={n}, batch of {count}",
                lambda m=many: batch(m),
                lambda m=many, f=rival: [f(h) for h in m],
                f"{name}, loop",
                per_call=count,
                clock=CLOCK,
            )


def one_call(case: str, scorer: Callable[[Floats], Any], heights: Floats, rivals: dict[str, Any], n: int) -> Iterator[Row]:
    exact = scorer(heights).value
    for name, rival in rivals.items():
        if n > MOST.get(name.split()[0], n):
            continue
        agree(case, exact, rival(heights), name)
        yield compare(case, lambda: scorer(heights), lambda f=rival: f(heights), name, clock=CLOCK)
