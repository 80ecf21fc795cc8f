"""The k largest entries of a float32 vector, with their places."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Multiples of 2^-20 in [-1, 1): exact, with some ties."""
    return [(stream.randint(-(1 << 20), (1 << 20) - 1, sizes[0]) * 2.0**-20).astype(np.float32)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact: a stable order of the negated entries, its first k."""
    x, k = inputs[0], sizes[1]
    near = np.flatnonzero(x >= np.partition(x, len(x) - k)[len(x) - k])  # ascending places, so that ties keep their order
    order = near[np.argsort(-x[near], kind="stable")][:k]
    return [Expected(x[order]), Expected(order.astype(np.int32))]


KERNEL = Kernel(
    name="top_k",
    statement="value: the k largest entries of x in descending order; place: their indices; among equal entries the lower index comes first.",
    inputs={"x": "float"},
    outputs={"value": "float", "place": "int32_t"},
    sizes=("n", "k"),
    cases={"default": (100_003, 32)},
    shapes=lambda s: ([(s[0],)], [(s[1],), (s[1],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=4.0 * s[0] + 8.0 * s[1]),
)
