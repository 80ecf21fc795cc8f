"""Two-dimensional correlation of a float32 image with a small square filter, valid part only."""

from __future__ import annotations

import numpy as np

from eft.evaluation.timing.problem import U32, Array, Expected, Kernel, Sizes, Work
from eft.evaluation.timing.stream import FastStream


def generate(stream: FastStream, sizes: Sizes) -> list[Array]:
    """A uniform image and filter; one image row in sixteen is scaled by 2^10."""
    height, width, side = sizes
    image = stream.floats(height * width).reshape(height, width)
    image[stream.randint(0, 15, 1)[0] :: 16] *= np.float32(1024)
    return [image, stream.floats(side * side).reshape(side, side)]


def expect(inputs: list[Array], sizes: Sizes) -> list[Expected]:
    """In float64; bound 8 u sqrt(taps) |filter| |patch|, as for any sum of products."""
    image, taps = (x.astype(np.float64) for x in inputs)
    side = sizes[2]
    patches = np.lib.stride_tricks.sliding_window_view(image, (side, side))
    energy = np.lib.stride_tricks.sliding_window_view(image * image, (side, side)).sum(axis=(2, 3))
    bound = 8 * U32 * side * np.sqrt((taps * taps).sum() * energy)
    return [Expected(np.einsum("ijkl,kl->ij", patches, taps), bound)]


def work(sizes: Sizes) -> Work:
    """Image, filter and result moved once; no operations are counted, as transforms can save most of them."""
    height, width, side = sizes
    inner = (height - side + 1) * (width - side + 1)
    return Work(bytes=4.0 * (height * width + side * side + inner))


KERNEL = Kernel(
    name="conv2d",
    statement="out[i][j] = sum over p, q < side of image[i + p][j + q] taps[p][q]; out: (height - side + 1) x (width - side + 1).",
    inputs={"image": "float", "taps": "float"},
    outputs={"out": "float"},
    sizes=("height", "width", "side"),
    cases={"seven": (131, 203, 7), "three": (203, 207, 3)},
    shapes=lambda s: ([(s[0], s[1]), (s[2], s[2])], [(s[0] - s[2] + 1, s[1] - s[2] + 1)]),
    generate=generate,
    expect=expect,
    work=work,
)
