"""Four sweeps of the seven-point average on a float32 grid of three dimensions with a fixed border."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

SWEEPS = 4


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Uniform values."""
    return [stream.floats(int(np.prod(sizes))).reshape(sizes)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. The weights sum to one, so each sweep adds about u sqrt(7) max|u| and amplifies nothing; 8 times that passes."""
    u = inputs[0].astype(np.float64)
    inner = (slice(1, -1), slice(1, -1), slice(1, -1))
    for _ in range(SWEEPS):
        total = u[inner].copy()
        for axis in range(3):
            for side in (slice(0, -2), slice(2, None)):
                total += u[tuple(side if k == axis else slice(1, -1) for k in range(3))]
        u = u.copy()
        u[inner] = total / 7
    bound = np.zeros(u.shape)
    bound[inner] = 8 * U32 * np.sqrt(7 * SWEEPS) * np.abs(inputs[0]).max()
    return [Expected(u, bound)]


KERNEL = Kernel(
    name="stencil3d",
    statement="Four sweeps of u[h][i][j] <- the mean of u[h][i][j] and its six neighbours on the inner points; the border stays as it is.",
    inputs={"u": "float"},
    outputs={"out": "float"},
    sizes=("depth", "height", "width"),
    cases={"default": (35, 31, 29), "131x127x125": (131, 127, 125)},
    shapes=lambda s: ([(s[0], s[1], s[2])], [(s[0], s[1], s[2])]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0] * s[1] * s[2]),
)
