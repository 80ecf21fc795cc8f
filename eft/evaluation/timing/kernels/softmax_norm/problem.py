"""Softmax and layer norm of the same float32 rows."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

EPSILON = 1e-5


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Rows within ±4; one in eight within ±80 (exp without the maximum overflows), one in sixteen constant."""
    rows, n = sizes
    x = stream.floats(rows * n, -4, 4).reshape(rows, n)
    x[1::8] *= np.float32(20)
    x[5::16] = x[5::16, :1]
    return [x, stream.floats(n), stream.floats(n)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. Softmax: relative error of exp (argument and polynomial) plus that of the sum. Norm: cancellation in x - mean, of size
    u max|x| over the deviation, plus that of sums of n terms. Eight times each passes."""
    x, scale, shift = (v.astype(np.float64) for v in inputs)
    grow = np.sqrt(sizes[1])
    distance = x - x.max(axis=1, keepdims=True)
    soft = np.exp(distance)
    soft /= soft.sum(axis=1, keepdims=True)
    soft_bound = 8 * U32 * (2 + np.abs(distance) + np.log2(sizes[1])) * soft + 2.0**-125  # below the normal range a result may be flushed
    deviation = np.sqrt(x.var(axis=1, keepdims=True) + EPSILON)
    z = (x - x.mean(axis=1, keepdims=True)) / deviation
    norm_bound = 8 * U32 * (np.abs(scale) * (np.abs(z) * grow + grow * np.abs(x).max(axis=1, keepdims=True) / deviation) + np.abs(shift))
    return [Expected(soft, soft_bound), Expected(z * scale + shift, norm_bound)]


KERNEL = Kernel(
    name="softmax_norm",
    statement="For each row: soft = exp(x - max) / sum exp(x - max); norm = (x - mean) / sqrt(variance + 1e-5) scale + shift, variance over n.",
    inputs={"x": "float", "scale": "float", "shift": "float"},
    outputs={"soft": "float", "norm": "float"},
    sizes=("rows", "n"),
    cases={"default": (64, 250)},
    shapes=lambda s: ([(s[0], s[1]), (s[1],), (s[1],)], [(s[0], s[1]), (s[0], s[1])]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=12.0 * s[0] * s[1]),
)
