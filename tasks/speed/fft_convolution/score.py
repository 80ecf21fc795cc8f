"""Full 1-D convolutions: random cells directly, the whole by random points of the product of polynomials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.convolution import check
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n, m, batch = (int(params[name]) for name in ("n", "m", "batch"))
    stream = Stream(seed or 0, "fft_convolution")
    public = {"x": stream.normal(size=batch * n).reshape(batch, n), "h": stream.normal(size=batch * m).reshape(batch, m)}
    return public, {"check": int(stream.randint(0, 2**62)[0])}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"y": ("f8", (int(params["batch"]), int(params["n"]) + int(params["m"]) - 1))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    x, h = public["x"], public["h"]
    y = real(answer, "y", (len(x), x.shape[1] + h.shape[1] - 1))
    check(x, h, y, Stream(secret["check"], "cells"), "y")
    return accept(1.0)
