"""How often each byte value occurs."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Uniform bytes with long runs of one value in between: the case in which one counter waits for itself."""
    x = stream.words((sizes[0] + 7) // 8).view(np.uint8)[: sizes[0]].copy()
    for start, value in zip(stream.randint(0, sizes[0] - 1, 16), stream.randint(0, 255, 16), strict=True):
        x[start : start + sizes[0] // 32] = value
    return [x]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact."""
    return [Expected(np.bincount(inputs[0], minlength=256).astype(np.uint32))]


KERNEL = Kernel(
    name="histogram",
    statement="count[v] = number of i with x[i] = v, for v = 0 .. 255.",
    inputs={"x": "uint8_t"},
    outputs={"count": "uint32_t"},
    sizes=("n",),
    cases={"default": (200_003,)},
    shapes=lambda s: ([(s[0],)], [(256,)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=s[0] + 1024.0),
)
