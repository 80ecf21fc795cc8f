"""Logarithm of the sum of exponentials of ragged float32 rows."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream

LONGEST = 64  # entries of a row; the lengths 1..LONGEST occur equally often


def entries(rows: int) -> int:
    """Entries of all rows: the same for all inputs."""
    return int((1 + np.arange(rows) % LONGEST).sum())


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Entries within ±4; one row in eight within ±120, one in sixteen constant, one in sixteen (of two entries or more) with a -inf."""
    rows, total = sizes
    length = (1 + np.arange(rows) % LONGEST)[stream.permutation(rows)]
    start = np.concatenate([[0], np.cumsum(length)])
    kind = np.repeat(np.arange(rows) % 16, length)
    x = stream.floats(total, -4, 4)
    x[kind % 8 == 1] *= np.float32(30)
    x[kind == 5] = np.float32(30) * np.repeat(x[start[:-1]], length)[kind == 5]
    chosen = np.flatnonzero((np.arange(rows) % 16 == 3) & (length > 1))
    x[start[chosen] + stream.randint(0, LONGEST - 1, len(chosen)) % length[chosen]] = -np.inf
    return [start.astype(np.int32), x]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. Errors: of the arguments x - max, weighted, of exp and log, of a sum of n terms, of max + log; eight times that passes."""
    start, x = inputs[0], inputs[1].astype(np.float64)
    length = np.diff(start)
    most = np.maximum.reduceat(x, start[:-1])
    distance = np.maximum(x - np.repeat(most, length), -1e4)  # as good as -inf, and can be multiplied by 0
    exps = np.exp(distance)
    total = np.add.reduceat(exps, start[:-1])
    weighted = np.add.reduceat(exps * -distance, start[:-1]) / total
    value = most + np.log(total)
    return [Expected(value, 8 * U32 * (2 + np.sqrt(length) + weighted + np.abs(most) + np.abs(value)))]


KERNEL = Kernel(
    name="log_sum_exp",
    statement="For each row i of the entries x[start[i]], ..., x[start[i + 1] - 1], 1 to 64 of them: out[i] = log sum exp(x).",
    inputs={"start": "int32_t", "x": "float"},
    outputs={"out": "float"},
    sizes=("rows", "entries"),
    cases={"default": (603, entries(603)), "ragged": (100_000, entries(100_000))},
    shapes=lambda s: ([(s[0] + 1,), (s[1],)], [(s[0],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=8.0 * s[0] + 4.0 * s[1]),
)
