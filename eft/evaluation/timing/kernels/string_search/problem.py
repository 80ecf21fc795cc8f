"""All places of a short pattern in a text."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Letters from a small alphabet, so that beginnings of the pattern are everywhere; some whole copies, the last at the very end."""
    n, m, _ = sizes
    text = (stream.words((n + 7) // 8).view(np.uint8)[:n] & np.uint8(3)) + np.uint8(ord("a"))
    pattern = (stream.words((m + 7) // 8).view(np.uint8)[:m] & np.uint8(3)) + np.uint8(ord("a"))
    for start in [*stream.randint(0, n - m, 40).tolist(), n - m]:
        text[start : start + m] = pattern
    return [text, pattern]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """Exact, by filtering the starts letter by letter."""
    (text, pattern), (n, m, most) = inputs, sizes
    starts = np.arange(n - m + 1)
    for k in range(m):
        starts = starts[text[starts + k] == pattern[k]]
    places = np.full(most, -1, dtype=np.int32)
    kept = starts[:most]
    places[: len(kept)] = kept
    return [Expected(np.array([len(starts)], dtype=np.int64)), Expected(places)]


KERNEL = Kernel(
    name="string_search",
    statement="count[0] = number of starts of pattern in text (they may overlap); place: the first `most` of them ascending, then -1.",
    inputs={"text": "uint8_t", "pattern": "uint8_t"},
    outputs={"count": "int64_t", "place": "int32_t"},
    sizes=("n", "m", "most"),
    cases={"default": (200_003, 11, 256)},
    shapes=lambda s: ([(s[0],), (s[1],)], [(1,), (s[2],)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=s[0] + s[1] + 4.0 * s[2]),
)
