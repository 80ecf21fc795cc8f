"""Decoding of sorted numbers: blocks of 128 differences of 7 to 13 bits each, and their prefix sum."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

BLOCK = 128
WIDTHS = range(7, 14)


def widths(blocks: int) -> Array:
    """Bits per difference of each block, every width equally often."""
    return WIDTHS[0] + np.arange(blocks) % len(WIDTHS)


def total_bytes(n: int) -> int:
    """Bytes of n numbers: the same for all inputs."""
    return int((1 + BLOCK // 8 * widths(n // BLOCK)).sum())


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Widths in random order; the buffer ends exactly behind the last byte."""
    blocks = sizes[0] // BLOCK
    width = widths(blocks)[stream.permutation(blocks)]
    start = np.concatenate([[0], np.cumsum(1 + BLOCK // 8 * width)])
    delta = stream.words(sizes[0]).reshape(blocks, BLOCK)
    data = np.zeros(sizes[1], dtype=np.uint8)
    data[start[:-1]] = width
    for w in WIDTHS:
        chosen = np.flatnonzero(width == w)
        bits = (delta[chosen, :, None] >> np.arange(w, dtype=np.uint64) & np.uint64(1)).astype(np.uint8)
        packed = np.packbits(bits.reshape(len(chosen), -1), axis=1, bitorder="little")
        data[start[chosen][:, None] + 1 + np.arange(BLOCK // 8 * w)] = packed
    return [data]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact, from the bytes alone, block after block; uint32 addition in NumPy wraps as in C."""
    data, at, parts = inputs[0], 0, []
    for _ in range(sizes[0] // BLOCK):
        width = int(data[at])
        end = at + 1 + BLOCK // 8 * width
        bits = np.unpackbits(data[at + 1 : end], bitorder="little").reshape(BLOCK, width)
        parts.append(bits @ (1 << np.arange(width)))
        at = end
    return [Expected(np.cumsum(np.concatenate(parts), dtype=np.uint32))]


KERNEL = Kernel(
    name="packed_deltas",
    statement=(
        "data holds n / 128 blocks: one byte w, 7 to 13, then 16 w bytes with 128 differences of w bits, low bits first; "
        "out[i] is the sum of the differences 0, ..., i modulo 2^32."
    ),
    inputs={"data": "uint8_t"},
    outputs={"out": "uint32_t"},
    sizes=("n", "bytes"),
    cases={"default": (20_096, total_bytes(20_096)), "million": (1_000_064, total_bytes(1_000_064))},
    shapes=lambda s: ([(s[1],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=s[1] + 4.0 * s[0]),
)
