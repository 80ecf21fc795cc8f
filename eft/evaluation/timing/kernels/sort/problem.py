"""Ascending order of signed 32-bit integers."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Words over the whole range; every fourth is drawn from 16 values only, so that there are long ties."""
    x = stream.words((sizes[0] + 1) // 2).view(np.int32)[: sizes[0]].copy()
    x[::4] >>= 28
    return [x]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """The exact order."""
    return [Expected(np.sort(inputs[0]))]


KERNEL = Kernel(
    name="sort",
    statement="out holds the entries of x in ascending order.",
    inputs={"x": "int32_t"},
    outputs={"out": "int32_t"},
    sizes=("n",),
    cases={"default": (10_007,)},
    shapes=lambda s: ([(s[0],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0]),
)
