"""Inclusive sum of 32-bit integers modulo 2^32 that starts again at every flag."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

LONG = 37  # mean length of a segment


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Words over the whole range; flags at random."""
    n = sizes[0]
    return [stream.words((n + 1) // 2).view(np.uint32)[:n], (stream.uniform(0.0, 1.0, n) < 1 / LONG).astype(np.uint8)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """The scan of all less what it was before the segment, exactly: uint32 arithmetic in NumPy wraps as in C."""
    x, flag = inputs
    total = np.cumsum(x, dtype=np.uint32)
    start = np.maximum.accumulate(np.where(flag == 1, np.arange(sizes[0]), 0))
    return [Expected(total - total[start] + x[start])]


KERNEL = Kernel(
    name="segmented_scan",
    statement="out[i] = x[s] + ... + x[i] modulo 2^32, where s is the last place at or before i with flag[s] = 1, or 0; other flags are 0.",
    inputs={"x": "uint32_t", "flag": "uint8_t"},
    outputs={"out": "uint32_t"},
    sizes=("n",),
    cases={"default": (50_003,), "1000003": (1_000_003,)},
    shapes=lambda sizes: ([(sizes[0],), (sizes[0],)], [(sizes[0],)]),
    generate=generate,
    expect=expect,
    work=lambda sizes: Work(bytes=9.0 * sizes[0]),
)
