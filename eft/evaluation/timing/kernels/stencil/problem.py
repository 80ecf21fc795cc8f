"""Four sweeps of the five-point average on a float32 grid with a fixed border."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

SWEEPS = 4


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Uniform values."""
    return [stream.floats(sizes[0] * sizes[1]).reshape(sizes)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. The weights sum to one, so each sweep adds about u sqrt(5) max|u| and amplifies nothing; 8 times that passes."""
    u = inputs[0].astype(np.float64)
    for _ in range(SWEEPS):
        after = u.copy()
        after[1:-1, 1:-1] = 0.2 * (u[1:-1, 1:-1] + u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
        u = after
    bound = np.full(u.shape, 8 * U32 * np.sqrt(5 * SWEEPS) * np.abs(inputs[0]).max())
    bound[[0, -1]] = bound[:, [0, -1]] = 0.0
    return [Expected(u, bound)]


KERNEL = Kernel(
    name="stencil",
    statement="Four sweeps of u[i][j] <- 0.2 (u[i][j] + its four neighbours) on the inner points; the border stays as it is.",
    inputs={"u": "float"},
    outputs={"out": "float"},
    sizes=("height", "width"),
    cases={"default": (191, 187), "1031x1021": (1031, 1021)},
    shapes=lambda s: ([(s[0], s[1])], [(s[0], s[1])]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0] * s[1]),
)
