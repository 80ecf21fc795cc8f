"""Batched products of small float32 matrices, added to a third: out = c + a b, row-major."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Uniform entries; every eighth row of a is scaled by a power of two between 2^-20 and 2^20."""
    batch, m, n, k = sizes
    a = stream.floats(batch * m * k).reshape(batch * m, k)
    rows = np.arange(0, batch * m, 8)
    a[rows] = np.ldexp(a[rows], stream.randint(-20, 20, len(rows)).astype(np.int32)[:, None])
    return [a.reshape(batch, m, k), stream.floats(batch * k * n).reshape(batch, k, n), stream.floats(batch * m * n).reshape(batch, m, n)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64. A sum of k products errs by about u sqrt(k) |row| |column| (Higham, Accuracy and Stability, 2002, 3.5); 8 times that passes."""
    a, b, c = (x.astype(np.float64) for x in inputs)
    norms = np.sqrt((a * a).sum(axis=2))[:, :, None] * np.sqrt((b * b).sum(axis=1))[:, None, :]
    return [Expected(c + a @ b, 8 * U32 * np.sqrt(sizes[3]) * (norms + np.abs(c)))]


def work(sizes: Sizes) -> Work:
    """Every matrix moved once; two operations per product."""
    batch, m, n, k = sizes
    return Work(bytes=4.0 * batch * (m * k + k * n + 2 * m * n), flops=2.0 * batch * m * n * k)


KERNEL = Kernel(
    name="gemm_small",
    statement="out = c + a b for each of `batch` row-major products; a: m x k, b: k x n, c and out: m x n.",
    inputs={"a": "float", "b": "float", "c": "float"},
    outputs={"out": "float"},
    sizes=("batch", "m", "n", "k"),
    cases={
        "medium": (2, 96, 96, 96),
        "tiny": (256, 8, 8, 8),
        "odd": (1, 95, 201, 71),
        "8x8x8": (4096, 8, 8, 8),
        "64x64x64": (64, 64, 64, 64),
        "96x200x72": (16, 96, 200, 72),
        "256x256x256": (1, 256, 256, 256),
    },
    shapes=lambda s: ([(s[0], s[1], s[3]), (s[0], s[3], s[2]), (s[0], s[1], s[2])], [(s[0], s[1], s[2])]),
    generate=generate,
    expect=expect,
    work=work,
)
