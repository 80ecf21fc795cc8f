"""Full 2-D convolutions: random cells directly, the whole by random points of the product of polynomials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.convolution import check
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    a, b, batch = (int(params[name]) for name in ("a", "b", "batch"))
    stream = Stream(seed or 0, "convolve2d")
    public = {"A": stream.normal(size=batch * a * a).reshape(batch, a, a), "B": stream.normal(size=batch * b * b).reshape(batch, b, b)}
    return public, {"check": int(stream.randint(0, 2**62)[0])}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    size = int(params["a"]) + int(params["b"]) - 1
    return {"C": ("f8", (int(params["batch"]), size, size))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    a, b = public["A"], public["B"]
    size = a.shape[1] + b.shape[1] - 1
    check(a, b, real(answer, "C", (len(a), size, size)), Stream(secret["check"], "cells"), "C")
    return accept(1.0)
