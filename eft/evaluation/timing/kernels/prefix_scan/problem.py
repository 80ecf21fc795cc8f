"""Inclusive sum of 32-bit integers modulo 2^32."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Words over the whole range: sums wrap all the time."""
    return [stream.words((sizes[0] + 1) // 2).view(np.uint32)[: sizes[0]]]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """The exact scan; uint32 addition in NumPy wraps as in C."""
    return [Expected(np.cumsum(inputs[0], dtype=np.uint32))]


KERNEL = Kernel(
    name="prefix_scan",
    statement="out[i] = x[0] + ... + x[i] modulo 2^32.",
    inputs={"x": "uint32_t"},
    outputs={"out": "uint32_t"},
    sizes=("n",),
    cases={"default": (50_003,), "1003": (1_003,), "1000003": (1_000_003,)},
    shapes=lambda sizes: ([(sizes[0],)], [(sizes[0],)]),
    generate=generate,
    expect=expect,
    work=lambda sizes: Work(bytes=8.0 * sizes[0]),
)
