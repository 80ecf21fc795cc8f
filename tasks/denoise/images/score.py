"""Mean squared error of restored images, as a ratio to the stored reference. Judged against hidden clean images."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.counts import poisson
from eft.evaluation.blocks.stream import F64, Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept

COUNT, SIDE = 16, 64
PEAK = 100.0  # clean images lie in [0, PEAK]


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Y = gain Poisson(clean / gain) + sigma N; a share `dead` of the pixels of all images is 0 instead."""
    stream = Stream(seed or 0, "denoise/images")
    clean = np.stack([_image(stream) for _ in range(COUNT)])
    gain, sigma = params["gain"], params["sigma"]
    noisy = gain * poisson(stream, clean.ravel() / gain) + sigma * stream.normal(size=clean.size)
    noisy = np.where(stream.uniform(size=clean.size) < params["dead"], 0.0, noisy)
    return {"Y": noisy.reshape(clean.shape), "gain": gain, "sigma": sigma}, {"clean": clean}


def _image(stream: Stream) -> F64:
    """Smooth hills, three flat rectangles or discs with sharp edges, and a patch of stripes; scaled to [5, PEAK]."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    image = np.zeros((SIDE, SIDE))
    for cx, cy, width, height in stream.uniform(size=16).reshape(4, 4).tolist():
        image = image + height * exp(-((x - cx) ** 2 + (y - cy) ** 2) / (0.02 + 0.1 * width))
    for cx, cy, a, b, level, round_ in stream.uniform(size=18).reshape(3, 6).tolist():
        u, v = (x - cx) / (0.08 + 0.25 * a), (y - cy) / (0.08 + 0.25 * b)
        inside = (u * u + v * v < 1.0) if round_ < 0.5 else (np.maximum(np.abs(u), np.abs(v)) < 1.0)
        image = np.where(inside, 0.3 * image + 1.2 * level, image)
    cx, cy, kx, ky, _, _ = stream.uniform(size=6).tolist()
    phase = (4.0 + 8.0 * kx) * x + (4.0 + 8.0 * ky) * y
    wave = 4.0 * np.abs(phase - np.floor(phase) - 0.5) - 1.0  # a triangle wave: no library sine
    image = image + np.where((np.abs(x - cx) < 0.2) & (np.abs(y - cy) < 0.2), 0.2 * wave, 0.0)
    low, high = float(image.min()), float(image.max())
    return np.asarray(5.0 + (PEAK - 5.0) * (image - low) / (high - low))


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Mean squared error over all pixels, divided by the reference. Pixels are clipped to +-1e6 first."""
    x = np.clip(real(answer, "X", public["Y"].shape), -1e6, 1e6)
    error = math.fsum(((x - secret["clean"]) ** 2).ravel().tolist()) / x.size
    return accept(error / secret["reference"], f"mean squared error {error:.3f}")
