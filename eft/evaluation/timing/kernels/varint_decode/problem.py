"""Decoding of LEB128 numbers: seven bits per byte, low bits first, the top bit says that more follows."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

SHARES = (40, 30, 15, 10, 5)  # per cent of numbers with 1, 2, 3, 4, 5 bytes


def total_bytes(n: int) -> int:
    """Bytes of n numbers: the shares are exact, so it is the same for all inputs."""
    return int(np.dot(lengths(n), 1 + np.arange(5)))


def lengths(n: int) -> Array:
    """How many numbers have 1, 2, 3, 4, 5 bytes."""
    counts = np.array([n * share // 100 for share in SHARES])
    counts[0] += n - counts.sum()
    return counts


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Numbers of all lengths in random order; the buffer ends exactly behind the last byte."""
    n = sizes[0]
    size = np.repeat(1 + np.arange(5), lengths(n))[stream.permutation(n)]
    low = np.where(size == 1, 0, 1 << (7 * (size - 1)))
    high = np.minimum((1 << (7 * size)) - 1, 2**32 - 1)
    value = low + (stream.words(n) % (high - low + 1).astype(np.uint64)).astype(np.int64)
    end = np.cumsum(size)
    data = np.zeros(end[-1], dtype=np.uint8)
    for k in range(5):
        there = size > k
        data[(end - size + k)[there]] = (value[there] >> 7 * k & 127) | np.where(size[there] > k + 1, 128, 0)
    return [data]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact, from the bytes alone."""
    data = inputs[0].astype(np.int64)
    end = np.flatnonzero(data < 128)
    start = np.concatenate([[0], end[:-1] + 1])
    place = np.arange(len(data)) - np.repeat(start, end - start + 1)
    return [Expected(np.add.reduceat((data & 127) << 7 * place, start).astype(np.uint32))]


KERNEL = Kernel(
    name="varint_decode",
    statement="data holds n LEB128 numbers below 2^32 (1 to 5 bytes each, shortest form); out[i] is the i-th.",
    inputs={"data": "uint8_t"},
    outputs={"out": "uint32_t"},
    sizes=("n", "bytes"),
    cases={"default": (20_011, total_bytes(20_011)), "million": (1_000_000, total_bytes(1_000_000))},
    shapes=lambda s: ([(s[1],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=s[1] + 4.0 * s[0]),
)
