"""Bounds that step functions prove, exactly (`csrc/eft/overlap.hpp`, `csrc/eft/autocorrelation.hpp`, `csrc/eft/form.hpp`).

`*_batch` functions take one candidate a row and give the verdicts alone (`[b]` for one, `value` and `valid` for all).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = [
    "autocorrelation_first",
    "autocorrelation_first_batch",
    "autocorrelation_second",
    "autocorrelation_second_batch",
    "autocorrelation_third_magnitude",
    "autocorrelation_third_magnitude_batch",
    "autocorrelation_third_signed",
    "autocorrelation_third_signed_batch",
    "erdos_overlap",
    "erdos_overlap_batch",
    "minimum_overlap",
    "windowed_form",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Rational = Fraction | int
EXTREMES = ("max", "min", "magnitude")
FORMS = ("convolution", "correlation")


def erdos_overlap(h: Floats) -> Score:
    """Upper bound (2/n) max_k sum_i h_i (1 - h_{i+k}) on Erdős' minimum overlap constant, rounded up. h: (n,) on [0, 2], 1 <= n <= 2^20.

    Heights are clipped to [0, 1] and moved by a common amount (and clipped) so that they sum to n/2 exactly. Construction: over 2^40.
    """
    raw = _scorers.erdos_overlap(h)
    heights = _scorers.overlap_heights(h, 1, 2) if raw.valid else h
    return scored(raw, "steps.erdos_overlap", "min", {"n": len(h)}, {"h": heights})


def minimum_overlap(h: Floats, mean: Fraction, length: Rational) -> Score:
    """Largest overlap of h with its shifted complement 1 - h on [0, length], rounded up. h: (n,), heights in [0, 1] of the given mean.

    (length/n) max_k sum_i h_i (1 - h_{i+k}); mean 1/2 and length 2 is `erdos_overlap`. mean = p/q in [0, 1]: heights are clipped and moved
    until they sum to n p/q exactly, on the grid q 2^s, the finest up to 2^40. ValueError: a numerator or denominator above 2^20.
    """
    top, bottom = Fraction(length).as_integer_ratio()
    raw = _scorers.minimum_overlap(h, mean.numerator, mean.denominator, top, bottom)
    heights = _scorers.overlap_heights(h, mean.numerator, mean.denominator) if raw.valid else h
    instance = {"n": len(h), "mean": [mean.numerator, mean.denominator], "length": [top, bottom]}
    return scored(raw, "steps.minimum_overlap", "min", instance, {"h": heights})


def autocorrelation_first(a: Floats) -> Score:
    """Upper bound 2n max(a*a) / (sum a)^2 on C1, rounded up. a: (n,) on [-1/4, 1/4], 1 <= n <= 2^20; negative heights count as 0."""
    return _autocorrelation("first", "min", _scorers.autocorrelation_first, a)


def autocorrelation_second(a: Floats) -> Score:
    """Lower bound |f*f|_2^2 / (|f*f|_1 |f*f|_inf) on C2, rounded down. a: (n,), 1 <= n <= 2^20; negative heights count as 0."""
    return _autocorrelation("second", "max", _scorers.autocorrelation_second, a)


def autocorrelation_third_magnitude(a: Floats) -> Score:
    """Upper bound 2n max|a*a| / (sum a)^2 on C3, the largest magnitude, rounded up. a: (n,) of either sign on [-1/4, 1/4], 1 <= n <= 2^20.

    AlphaEvolve (arXiv 2506.13131, B.3) states 1.4557 for the other variant, `autocorrelation_third_signed`; its function has 1.4688 here.
    """
    return _autocorrelation("third_magnitude", "min", _scorers.autocorrelation_third_magnitude, a)


def autocorrelation_third_signed(a: Floats) -> Score:
    """Upper bound 2n |max(a*a)| / (sum a)^2 on the variant of C3 that lets f*f be as negative as it likes, rounded up. a: as for the other."""
    return _autocorrelation("third_signed", "min", _scorers.autocorrelation_third_signed, a)


def windowed_form(
    a: Floats,
    *,
    support: tuple[Rational, Rational],
    window: tuple[Rational, Rational],
    kernel: Integers | None = None,
    kernel_start: Rational = 0,
    form: Literal["convolution", "correlation"] = "convolution",
    extreme: Literal["max", "min", "magnitude"] = "max",
    nonnegative: bool = False,
) -> Score:
    """Extreme over all real t of `window` of f*g or of the correlation of f with g, for a step function f on `support`.

    convolution: int f(x) g(t - x) dx; correlation: int f(x) g(x + t) dx. g is f itself, divided by (int f)^2, or the step function with the
    integer heights `kernel`, (m,), on pieces as wide as those of f from `kernel_start` on, divided by int f. max and magnitude (of |.|) are
    minimised and rounded up, min is maximised and rounded down. a: (n,); nonnegative: negative heights count as 0.

    Exact: the form is linear between knots, so the extreme lies at a knot inside the window or at one of its ends. Barnard & Steinerberger
    (arXiv 1903.08731) take the min of the autocorrelation over [0, 1]. ValueError: an empty support or window; ends of the window whose
    common denominator, in pieces, exceeds 2^20; a kernel above 2^40.
    """
    (left, right), (low, high) = (Fraction(support[0]), Fraction(support[1])), (Fraction(window[0]), Fraction(window[1]))
    if not left < right or not low <= high:
        raise ValueError("expected support[0] < support[1] and window[0] <= window[1]")
    if kernel is not None and len(kernel) == 0:
        raise ValueError("kernel: expected at least one height")
    if form not in FORMS or extreme not in EXTREMES:
        raise ValueError(f"expected form in {FORMS} and extreme in {EXTREMES}")
    n, fixed = max(len(a), 1), np.zeros(0, dtype=np.int64) if kernel is None else kernel
    knots = n + (n if kernel is None else len(fixed)) - 1
    width, start = (right - left) / n, left if kernel is None else Fraction(kernel_start)
    first_knot = left + start + width if form == "convolution" else start - left - (n - 1) * width
    ends = [min(max((t - first_knot) / width, Fraction(-1)), Fraction(knots)) for t in (low, high)]  # beyond, the form is zero
    parts = math.lcm(*(t.denominator for t in ends))
    scale = 1 / width if kernel is None else Fraction(1)
    top, bottom = scale.as_integer_ratio()
    raw = _scorers.windowed_form(
        a,
        fixed,
        form == "correlation",
        EXTREMES.index(extreme),
        nonnegative,
        int(ends[0] * parts),
        int(ends[1] * parts),
        parts,
        top,
        bottom,
    )
    instance = {
        "n": len(a), "support": _pairs(left, right), "window": _pairs(low, high), "kernel": fixed, "kernel_start": _pairs(start)[0],
        "form": form, "extreme": extreme, "alone": int(kernel is None), "nonnegative": int(nonnegative),
    }  # fmt: skip
    heights = _scorers.scaled_heights(a, nonnegative) if raw.valid else a
    return scored(raw, "steps.windowed_form", "max" if extreme == "min" else "min", instance, {"a": heights})


def erdos_overlap_batch(h: Floats) -> _scorers.VerdictBatch:
    """`erdos_overlap` for each row of h: (batch, n)."""
    return _scorers.erdos_overlap_batch(h)


def autocorrelation_first_batch(a: Floats) -> _scorers.VerdictBatch:
    """`autocorrelation_first` for each row of a: (batch, n)."""
    return _scorers.autocorrelation_first_batch(a)


def autocorrelation_second_batch(a: Floats) -> _scorers.VerdictBatch:
    """`autocorrelation_second` for each row of a: (batch, n)."""
    return _scorers.autocorrelation_second_batch(a)


def autocorrelation_third_magnitude_batch(a: Floats) -> _scorers.VerdictBatch:
    """`autocorrelation_third_magnitude` for each row of a: (batch, n)."""
    return _scorers.autocorrelation_third_magnitude_batch(a)


def autocorrelation_third_signed_batch(a: Floats) -> _scorers.VerdictBatch:
    """`autocorrelation_third_signed` for each row of a: (batch, n)."""
    return _scorers.autocorrelation_third_signed_batch(a)


def _autocorrelation(kind: str, direction: Literal["min", "max"], scorer: Callable[[Floats], _scorers.Verdict], a: Floats) -> Score:
    raw = scorer(a)
    heights = _scorers.scaled_heights(a, kind in ("first", "second")) if raw.valid else a
    return scored(raw, f"steps.autocorrelation_{kind}", direction, {"n": len(a)}, {"a": heights})


def _pairs(*values: Fraction) -> list[list[int]]:
    return [list(v.as_integer_ratio()) for v in values]
