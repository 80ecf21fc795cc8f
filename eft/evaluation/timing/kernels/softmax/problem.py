"""Softmax of float32 rows."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Rows within ±4; one in eight within ±120 (exp without the maximum overflows), one in sixteen constant, one in sixteen with a -inf."""
    rows, n = sizes
    x = stream.floats(rows * n, -4, 4).reshape(rows, n)
    x[1::8] *= np.float32(30)
    x[5::16] = np.float32(30) * x[5::16, :1]
    if n > 1:
        chosen = np.arange(3, rows, 16)
        x[chosen, stream.randint(0, n - 1, len(chosen))] = -np.inf
    return [x]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. Relative error of exp (argument and polynomial) plus that of the sum; eight times that passes."""
    x = inputs[0].astype(np.float64)
    distance = np.maximum(x - x.max(axis=1, keepdims=True), -1e4)  # as good as -inf, and can be multiplied by 0
    soft = np.exp(distance)
    soft /= soft.sum(axis=1, keepdims=True)
    return [Expected(soft, 8 * U32 * (2 + np.abs(distance) + np.log2(sizes[1])) * soft + 2.0**-125)]  # smaller results may be flushed


KERNEL = Kernel(
    name="softmax",
    statement="For each row: soft = exp(x - max) / sum exp(x - max).",
    inputs={"x": "float"},
    outputs={"soft": "float"},
    sizes=("rows", "n"),
    cases={"default": (64, 250), "1024x1000": (1024, 1000)},
    shapes=lambda s: ([(s[0], s[1])], [(s[0], s[1])]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0] * s[1]),
)
