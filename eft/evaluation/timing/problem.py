"""What a kernel problem is: a typed C signature, cases, a generator of fresh inputs, the right answer with its bound, and its least work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.timing.stream import FastStream

Array = NDArray[Any]
Sizes = tuple[int, ...]
Shape = tuple[int, ...]
TYPES = {"float": np.float32, "double": np.float64, "int32_t": np.int32, "uint32_t": np.uint32, "int64_t": np.int64, "uint8_t": np.uint8}
Generator = Callable[[FastStream, Sizes], list[Array]]
U32 = 2.0**-24  # unit roundoff of float32


@dataclass(frozen=True, slots=True)
class Expected:
    """One right output. bound: largest accepted absolute error, per entry or for all (same shape or scalar); None: equal, bit for bit."""

    value: Array
    bound: Array | float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The least that any algorithm must do: bytes read and written once, floating-point operations."""

    bytes: float
    flops: float = 0.0


@dataclass(frozen=True)
class Kernel:
    """A problem. The candidate defines `void <name>(inputs..., outputs..., sizes...)` with C linkage; sizes are int64_t.

    Buffers do not overlap, each ends exactly at a page that can't be touched, and is aligned to 64 bytes if its size is a multiple of 64.
    cases: name -> sizes. shapes(sizes): shapes of the inputs and of the outputs. generate(stream, sizes): fresh inputs.
    expect(inputs, sizes): the right outputs. work(sizes): for the roofline floor. generators: of cases whose inputs are drawn in another way.
    """

    name: str
    statement: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    sizes: tuple[str, ...]
    cases: Mapping[str, Sizes]
    shapes: Callable[[Sizes], tuple[list[Shape], list[Shape]]]
    generate: Generator
    expect: Callable[[list[Array], Sizes], list[Expected]]
    work: Callable[[Sizes], Work]
    generators: Mapping[str, Generator] = field(default_factory=dict)

    def drawn_for(self, case: str) -> Kernel:
        """The same, with the generator of this case."""
        return replace(self, generate=self.generators.get(case, self.generate))

    @property
    def folder(self) -> Path:
        """Where its C sources lie."""
        return Path(__file__).parent / "kernels" / self.name

    def signature(self) -> str:
        """The C declaration that a candidate defines."""
        words = [f"const {kind} *{name}" for name, kind in self.inputs.items()]
        words += [f"{kind} *{name}" for name, kind in self.outputs.items()]
        return f"void {self.name}({', '.join(words + [f'int64_t {name}' for name in self.sizes])})"

    def entry(self) -> str:
        """C text of the function that the harness calls; it unpacks the arguments."""
        words = [f"in[{k}]" for k in range(len(self.inputs))] + [f"out[{k}]" for k in range(len(self.outputs))]
        words += [f"sizes[{k}]" for k in range(len(self.sizes))]
        return (
            f"#include <stdint.h>\n{self.signature()};\n"
            f"void eft_entry(const void *const *in, void *const *out, const int64_t *sizes) {{ {self.name}({', '.join(words)}); }}\n"
        )

    def input_bytes(self, sizes: Sizes) -> list[int]:
        """Bytes of each input."""
        return [_bytes(kind, shape) for kind, shape in zip(self.inputs.values(), self.shapes(sizes)[0], strict=True)]

    def output_arrays(self, sizes: Sizes) -> list[tuple[np.dtype[Any], Shape]]:
        """dtype and shape of each output."""
        return [(np.dtype(TYPES[kind]), shape) for kind, shape in zip(self.outputs.values(), self.shapes(sizes)[1], strict=True)]


def _bytes(kind: str, shape: Shape) -> int:
    return int(np.dtype(TYPES[kind]).itemsize * np.prod(shape))


def first_difference(expected: Sequence[Expected], got: Sequence[Array]) -> str:
    """What is wrong with the outputs, by the first wrong entry; empty when all are right. A NaN is right only where one is expected exactly."""
    for k, (right, output) in enumerate(zip(expected, got, strict=True)):
        if right.bound is None:
            fine = output == right.value
        else:
            with np.errstate(invalid="ignore", over="ignore"):
                fine = np.abs(output.astype(np.float64) - right.value) <= right.bound
        if not fine.all():
            return f"output {k} differs {_entry(right, output, fine)}"
    return ""


def _entry(right: Expected, output: Array, fine: Array) -> str:
    place = np.unravel_index(int(np.argmin(fine)), fine.shape)
    where = "at [" + ", ".join(str(int(i)) for i in place) + "]"
    if right.bound is None:
        return f"{where}: {output[place]} instead of {right.value[place]}"
    with np.errstate(invalid="ignore", over="ignore"):
        error = abs(float(output[place]) - float(right.value[place]))
    return f"{where}: error {error:.3g} > bound {float(np.broadcast_to(right.bound, fine.shape)[place]):.3g}"
