"""Layer norm of float32 rows with scale and shift."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

EPSILON = 1e-5


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Rows within ±4; one in eight within ±120, one in sixteen constant."""
    rows, n = sizes
    x = stream.floats(rows * n, -4, 4).reshape(rows, n)
    x[1::8] *= np.float32(30)
    x[5::16] = x[5::16, :1]
    return [x, stream.floats(n), stream.floats(n)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. Cancellation in x - mean, of size u max|x| over the deviation, plus the error of sums of n terms; eight times that passes."""
    x, scale, shift = (v.astype(np.float64) for v in inputs)
    grow = np.sqrt(sizes[1])
    deviation = np.sqrt(x.var(axis=1, keepdims=True) + EPSILON)
    z = (x - x.mean(axis=1, keepdims=True)) / deviation
    largest = np.abs(x).max(axis=1, keepdims=True)
    bound = 8 * U32 * (np.abs(scale) * grow * (np.abs(z) + largest / deviation) + np.abs(shift))
    return [Expected(z * scale + shift, bound)]


KERNEL = Kernel(
    name="layer_norm",
    statement="For each row: norm = (x - mean) / sqrt(variance + 1e-5) scale + shift, variance over n.",
    inputs={"x": "float", "scale": "float", "shift": "float"},
    outputs={"norm": "float"},
    sizes=("rows", "n"),
    cases={"default": (64, 250), "4096x768": (4096, 768)},
    shapes=lambda s: ([(s[0], s[1]), (s[1],), (s[1],)], [(s[0], s[1])]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0] * s[1]),
)
