"""Compiled exact scorers against NumPy and Numba floats, in the same interleaved run: `python benchmarks/bench_scorers.py`.

Ours are exact (integer grid, zero tolerance, repair included); every rival computes in floating point and proves nothing. Before timing,
each rival must agree with ours to its accuracy on the benchmarked inputs. Rivals get what they need ready-made (index arrays, compiled code).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import scipy
from harness import Row, compare, show, write
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import packing as packings
from eft.evaluation.scorers import steps

Floats = NDArray[np.float64]
BATCH = 256
CLOCK = time.thread_time  # CPU time: nothing here uses a second thread, and the machine may be shared


def packing(n: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """A jittered grid of slightly overlapping disks: as an optimiser would submit it."""
    side = int(np.ceil(np.sqrt(n)))
    k = np.arange(n)
    x, y = (k % side + 0.5) / side, (k // side + 0.5) / side
    jitter = 1e-9 / side
    return x + rng.uniform(-jitter, jitter, n), y + rng.uniform(-jitter, jitter, n), np.full(n, 0.5 / side)


def numpy_packing(x: Floats, y: Floats, r: Floats, pairs: tuple[Any, Any]) -> float:
    i, j = pairs
    gap = r[i] + r[j] - np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2)
    wall = np.max(r - np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)))
    shrink = max(0.0, gap.max() / 2, wall)
    return float(np.maximum(r - shrink, 0).sum())


@numba.njit(cache=False)
def numba_packing(x: Floats, y: Floats, r: Floats) -> float:
    shrink = 0.0
    n = len(x)
    for i in range(n):
        shrink = max(shrink, r[i] - min(min(x[i], 1 - x[i]), min(y[i], 1 - y[i])))
        for j in range(i + 1, n):
            dx, dy, t = x[i] - x[j], y[i] - y[j], r[i] + r[j] - 2 * shrink
            d2 = dx * dx + dy * dy
            if t > 0 and d2 < t * t:
                shrink = (r[i] + r[j] - np.sqrt(d2)) / 2
    total = 0.0
    for i in range(n):
        total += max(0.0, r[i] - shrink)
    return total


@numba.njit(cache=False)
def numba_packing_batch(x: Floats, y: Floats, r: Floats) -> Floats:
    out = np.empty(len(x))
    for b in range(len(x)):
        out[b] = numba_packing(x[b], y[b], r[b])
    return out


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


def agree(case: str, exact: float, rival: float, name: str) -> None:
    if not abs(exact - rival) <= 1e-9 * abs(exact):
        raise SystemExit(f"{case}: {name} gives {rival!r}, the exact value is {exact!r}; nothing was timed")


def packing_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    x, y, r = packing(n, rng)
    pairs = np.triu_indices(n, 1)
    case, exact = f"packing n={n}, one call", packings.circles_in_square(x, y, r).value
    rivals = {"numpy float": lambda: numpy_packing(x, y, r, pairs), "numba float": lambda: numba_packing(x, y, r)}
    for name, rival in rivals.items():
        agree(case, exact, rival(), name)
        yield compare(case, lambda: _scorers.circles_in_square(x, y, r), rival, name, clock=CLOCK)


def packing_batch_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    many = [np.stack(columns) for columns in zip(*(packing(n, rng) for _ in range(BATCH)), strict=True)]
    pairs = np.triu_indices(n, 1)
    case, exact = f"packing n={n}, batch of {BATCH}", packings.circles_in_square_batch(*many).value
    rivals = {
        "numpy float, loop": lambda: [numpy_packing(x, y, r, pairs) for x, y, r in zip(*many, strict=True)],
        "numba float, batch": lambda: numba_packing_batch(*many),
    }
    for name, rival in rivals.items():
        for one, got in zip(exact, rival(), strict=True):
            agree(case, one, got, name)
        yield compare(case, lambda: _scorers.circles_in_square_batch(*many), rival, name, per_call=BATCH, clock=CLOCK)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-write", action="store_true", help="print only")
    keep = not parser.parse_args().no_write
    rng = np.random.default_rng(0)

    def overlap_input(n: int) -> Floats:
        """Sum n/2 on a 30-bit grid, so that the exact scorer has nothing to repair and all values agree."""
        half = np.floor(rng.random(n // 2) * 2**30) / 2**30
        return rng.permutation(np.concatenate([half, 1 - half, np.full(n % 2, 0.5)]))

    def heights(n: int) -> Floats:
        return rng.random(n)

    overlap = {"numpy float (correlate)": numpy_overlap, "scipy float (FFT)": fft_overlap, "numba float": numba_overlap}
    first = {"numpy float (convolve)": numpy_first, "scipy float (FFT)": fft_first, "numba float": numba_first}
    second = {"numpy float (convolve)": numpy_second, "scipy float (FFT)": fft_second}
    rows = [
        *(row for n in (26, 200, 2000) for row in packing_rows(n, rng)),
        *packing_batch_rows(26, rng),
        *bound_rows("overlap", _scorers.erdos_overlap, _scorers.erdos_overlap_batch, overlap, overlap_input),
        *bound_rows("autocorrelation 1", _scorers.autocorrelation_first, _scorers.autocorrelation_first_batch, first, heights),
        *tied_rows(),
        *bound_rows("autocorrelation 2", _scorers.autocorrelation_second, _scorers.autocorrelation_second_batch, second, heights),
    ]
    print(show(rows))
    if keep:
        versions = {"numpy": np.__version__, "scipy": scipy.__version__, "numba": numba.__version__}
        notes = (
            "ours: exact, with repair, through the Python binding; rivals: floats; ratio = rival time / our time, CPU time of one thread"
        )
        print(write("bench_scorers", rows, simd=_scorers.simd_level(), versions=versions, notes=notes))


if __name__ == "__main__":
    main()
