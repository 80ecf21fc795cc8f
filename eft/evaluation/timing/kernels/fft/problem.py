"""Discrete Fourier transforms of complex float32 vectors, length a power of two."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """Uniform numbers; half of the vectors are dominated by one large entry."""
    batch, n = sizes
    x = stream.floats(2 * batch * n).reshape(batch, 2 * n)
    x[::2, stream.randint(0, 2 * n - 1, 1)[0]] *= np.float32(1000)
    return [x.reshape(batch, n, 2)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In complex128. Error of a fast transform: about u log2(n) |x| in each entry's scale (Higham 2002, 24.1); 4 times that passes."""
    x = inputs[0].astype(np.float64)
    spectrum = np.fft.fft(x[..., 0] + 1j * x[..., 1], axis=1)
    norm = np.sqrt((x * x).sum(axis=(1, 2)))
    bound = np.broadcast_to((4 * U32 * np.log2(sizes[1]) * norm)[:, None, None], x.shape)
    return [Expected(np.stack([spectrum.real, spectrum.imag], axis=-1), bound)]


KERNEL = Kernel(
    name="fft",
    statement="out[t][k] = sum over j < n of x[t][j] exp(-2 pi i j k / n); real and imaginary parts alternate; n is a power of two.",
    inputs={"x": "float"},
    outputs={"out": "float"},
    sizes=("batch", "n"),
    cases={"default": (8, 1024)},
    shapes=lambda s: ([(s[0], s[1], 2)], [(s[0], s[1], 2)]),
    generate=generate,
    expect=expect,
    work=lambda s: Work(bytes=16.0 * s[0] * s[1]),
)
