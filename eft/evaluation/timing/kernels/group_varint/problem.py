"""Decoding of group varint: a byte of four 2-bit lengths, then four numbers of 1 to 4 bytes."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

SHARES = (40, 30, 20, 10)  # per cent of numbers with 1, 2, 3, 4 bytes


def lengths(n: int) -> Array:
    """Bytes of each number, shares exact."""
    return 1 + np.searchsorted(np.cumsum(SHARES), np.arange(n) * 100 // n, side="right")


def total_bytes(n: int) -> int:
    """Bytes of n numbers: the same for all inputs."""
    return n // 4 + int(lengths(n).sum())


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Numbers of all lengths in random order; the buffer ends exactly behind the last byte."""
    n = sizes[0]
    size = lengths(n)[stream.permutation(n)]
    low = np.where(size == 1, 0, 1 << (8 * (size - 1)))
    value = low + (stream.words(n) % ((1 << 8 * size) - low).astype(np.uint64)).astype(np.int64)
    at = np.arange(n) // 4 + 1 + np.concatenate([[0], np.cumsum(size[:-1])])
    data = np.zeros(sizes[1], dtype=np.uint8)
    data[at[::4] - 1] = (size.reshape(-1, 4) - 1) @ np.array([1, 4, 16, 64])
    for k in range(4):
        there = size > k
        data[at[there] + k] = value[there] >> 8 * k & 255
    return [data]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact, from the bytes alone: group after group for the places, then all numbers at once."""
    data, tags = inputs[0], np.empty(sizes[0] // 4, dtype=np.int64)
    span = [5 + sum(tag >> 2 * k & 3 for k in range(4)) for tag in range(256)]
    at, raw = 0, data.tobytes()
    for group in range(len(tags)):
        tags[group] = at
        at += span[raw[at]]
    size = 1 + (data[tags].astype(np.int64)[:, None] >> np.array([0, 2, 4, 6]) & 3)
    place = (tags[:, None] + 1 + np.cumsum(size, axis=1) - size).ravel()
    size, value = size.ravel(), np.zeros(sizes[0], dtype=np.uint32)
    for k in range(4):
        there = size > k
        value[there] |= data[place[there] + k].astype(np.uint32) << np.uint32(8 * k)
    return [Expected(value)]


KERNEL = Kernel(
    name="group_varint",
    statement=(
        "data holds n / 4 groups: one byte with four 2-bit tags, low bits first, then four numbers, low byte first, the k-th of 1 + tag k bytes; "
        "out[i] is the i-th number."
    ),
    inputs={"data": "uint8_t"},
    outputs={"out": "uint32_t"},
    sizes=("n", "bytes"),
    cases={"default": (20_012, total_bytes(20_012)), "million": (1_000_000, total_bytes(1_000_000))},
    shapes=lambda s: ([(s[1],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=s[1] + 4.0 * s[0]),
)
