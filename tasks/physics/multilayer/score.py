"""Worst reflectance of a stack of thin films over a band, as a proved bound.

Light falls from air, perpendicular, on layers of two materials in turn (the first, at the air, has the low index) on a substrate. Going from
the substrate outwards, (B, C) = (1, n_sub) becomes (cos t B + i sin t C / n, i n sin t B + cos t C) at a layer of index n with phase
t = 2 pi n d / lambda, and R = |B - C|^2 / |B + C|^2 (Macleod, Thin-Film Optical Filters, chapter 2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.verdict import Verdict, accept, reject

Floats = NDArray[np.float64]

POINTS = 201
N_LOW, N_HIGH, N_SUBSTRATE = 1.45, 2.35, 1.52
THIN, THICK = 10.0, 300.0  # nm
BITS = 30  # thicknesses are multiples of 2^-30 nm
EPS = 2.0**-53
TRIG = 4.0  # ulps by which a library's sine or cosine may be off


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    low, high = params["band"]
    wavelength = low + (high - low) * np.arange(POINTS) / (POINTS - 1)
    public = {"n_layers": int(params["n_layers"]), "n_hi": N_HIGH, "n_lo": N_LOW, "n_sub": N_SUBSTRATE, "wavelength": wavelength}
    return {**public, "stop": int(params.get("stop", 0))}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    d = real(answer, "d", public["n_layers"])
    outside = np.flatnonzero((d < THIN) | (d > THICK))
    if len(outside):
        return reject(f"d[{outside[0]}] is {d[outside[0]]:g}, expected {THIN:g}..{THICK:g} nm")
    units = grid(d, BITS, THICK)
    low, high = reflectances(units * 2.0**-BITS, public)
    where = int(low.argmin() if public["stop"] else high.argmax())
    value = -float(low[where]) if public["stop"] else float(high[where])
    note = f"worst at {public['wavelength'][where]:.1f} nm"
    return accept(value, note, {"d": units.tolist(), "bits": BITS, "wavelength_index": where})


def reflectances(d: Floats, public: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Lower and upper bounds of R at every wavelength. [201] each.

    B = b and C = c have one part each that is real and one that is imaginary, so four real numbers are carried, and beside B and C a bound on
    how far each complex number is off. With s and c off by e <= (4 t + TRIG) eps a step adds (e + 4 eps) (|B| + |C| / n) to |cos| and |sin|
    times the bounds so far, likewise for C. Everything that is dropped (second order, rounding of the bounds) is covered by the factor 2.
    """
    wave = public["wavelength"]
    b, c = np.ones(len(wave), dtype=complex), np.full(len(wave), public["n_sub"], dtype=complex)
    db, dc = np.zeros(len(wave)), np.zeros(len(wave))
    for layer in range(len(d) - 1, -1, -1):
        n = public["n_hi"] if layer % 2 else public["n_lo"]
        t = 2.0 * math.pi * n * d[layer] / wave
        cos, sin = np.cos(t), np.sin(t)
        step = (4.0 * t + TRIG + 4.0) * EPS
        db, dc = (
            np.abs(cos) * db + np.abs(sin) * dc / n + step * (np.abs(b) + np.abs(c) / n),
            np.abs(cos) * dc + np.abs(sin) * db * n + step * (np.abs(c) + np.abs(b) * n),
        )
        b, c = cos * b + 1j * sin * c / n, 1j * n * sin * b + cos * c
    down, up = np.abs(b - c), np.abs(b + c)
    slack = 2.0 * (db + dc) + 8.0 * EPS * (np.abs(b) + np.abs(c))
    low = np.maximum(down - slack, 0.0) / (up + slack) * (1.0 - 4.0 * EPS)
    high = (down + slack) / (up - slack) * (1.0 + 4.0 * EPS)  # |B + C| >= 2: no division by zero
    return low * low * (1.0 - 4.0 * EPS), np.minimum(high * high * (1.0 + 4.0 * EPS), 1.0)
