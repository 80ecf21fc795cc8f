"""
Compiled scorers: exact, tolerance-free. eft.evaluation.scorers is the face to read.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['BoundBatchResult', 'BoundResult', 'PackingBatchResult', 'PackingResult', 'Verdict', 'VerdictBatch', 'autocorrelation_first', 'autocorrelation_first_batch', 'autocorrelation_second', 'autocorrelation_second_batch', 'autocorrelation_third', 'autocorrelation_third_batch', 'circles_in_rectangle', 'circles_in_rectangle_batch', 'circles_in_square', 'circles_in_square_batch', 'erdos_overlap', 'erdos_overlap_batch', 'golomb', 'golomb_batch', 'set_simd_level', 'simd_level', 'simd_levels']
class BoundResult:
    """
    fault: 0 accepted, 1 not finite at `at`, 2 zero sum; place: the deciding lag or knot.
    """
    @property
    def at(self) -> int:
        ...
    @property
    def denominator(self) -> int:
        ...
    @property
    def fault(self) -> int:
        ...
    @property
    def numerator(self) -> int:
        ...
    @property
    def place(self) -> int:
        ...
    @property
    def value(self) -> float:
        ...
class BoundBatchResult:
    """
    One entry per row; numerator and denominator: (batch, 4) little-endian 64-bit limbs.
    """
    @property
    def at(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def denominator(self) -> numpy.typing.NDArray[numpy.uint64]:
        ...
    @property
    def fault(self) -> numpy.typing.NDArray[numpy.int8]:
        ...
    @property
    def numerator(self) -> numpy.typing.NDArray[numpy.uint64]:
        ...
    @property
    def place(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def value(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class Verdict:
    """
    Judgement of one candidate: value is exact = numerator / denominator, rounded to the side that never flatters.
    """
    @property
    def denominator(self) -> int:
        ...
    @property
    def fault(self) -> int:
        ...
    @property
    def numerator(self) -> int:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def repair(self) -> int:
        ...
    @property
    def valid(self) -> bool:
        ...
    @property
    def value(self) -> float:
        ...
class VerdictBatch:
    """
    Judgements of a batch: arrays over it; [b] gives one.
    """
    def __getitem__(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> Verdict:
        ...
    def __len__(self) -> int:
        ...
    @property
    def valid(self) -> numpy.typing.NDArray[numpy.bool]:
        ...
    @property
    def value(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class PackingResult:
    """
    Codes as eft::packing::Fault and Constraint; lengths as integers over 2^46.
    """
    @property
    def at(self) -> int:
        ...
    @property
    def fault(self) -> int:
        ...
    @property
    def first(self) -> int:
        ...
    @property
    def radii(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def second(self) -> int:
        ...
    @property
    def sum(self) -> int:
        ...
    @property
    def violation(self) -> int:
        ...
    @property
    def worst(self) -> int:
        ...
class PackingBatchResult:
    """
    As PackingResult, one entry per packing.
    """
    @property
    def at(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def fault(self) -> numpy.typing.NDArray[numpy.int8]:
        ...
    @property
    def first(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def radii(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def second(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def sum(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def violation(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def worst(self) -> numpy.typing.NDArray[numpy.int8]:
        ...
def autocorrelation_first(a: numpy.typing.NDArray[numpy.float64]) -> BoundResult:
    """
    a: (n,) float64, C-contiguous.
    """
def autocorrelation_first_batch(a: numpy.typing.NDArray[numpy.float64]) -> BoundBatchResult:
    """
    a: (batch, n) float64, C-contiguous.
    """
def autocorrelation_second(a: numpy.typing.NDArray[numpy.float64]) -> BoundResult:
    """
    a: (n,) float64, C-contiguous.
    """
def autocorrelation_second_batch(a: numpy.typing.NDArray[numpy.float64]) -> BoundBatchResult:
    """
    a: (batch, n) float64, C-contiguous.
    """
def autocorrelation_third(a: numpy.typing.NDArray[numpy.float64]) -> BoundResult:
    """
    a: (n,) float64, C-contiguous.
    """
def autocorrelation_third_batch(a: numpy.typing.NDArray[numpy.float64]) -> BoundBatchResult:
    """
    a: (batch, n) float64, C-contiguous.
    """
def circles_in_rectangle(w: typing.SupportsFloat | typing.SupportsIndex, x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingResult:
    """
    Width w, height 2 - w; x, y, r: (n,) float64, C-contiguous.
    """
def circles_in_rectangle_batch(w: numpy.typing.NDArray[numpy.float64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingBatchResult:
    """
    w: (batch,); x, y, r: (batch, n); float64, C-contiguous.
    """
def circles_in_square(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingResult:
    """
    x, y, r: (n,) float64, C-contiguous.
    """
def circles_in_square_batch(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingBatchResult:
    """
    x, y, r: (batch, n) float64, C-contiguous.
    """
def erdos_overlap(h: numpy.typing.NDArray[numpy.float64]) -> BoundResult:
    """
    h: (n,) float64, C-contiguous.
    """
def erdos_overlap_batch(h: numpy.typing.NDArray[numpy.float64]) -> BoundBatchResult:
    """
    h: (batch, n) float64, C-contiguous.
    """
def golomb(marks: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    marks: (n,) int64.
    """
def golomb_batch(marks: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    marks: (n,) int64.
    """
def set_simd_level(level: str) -> None:
    """
    Choose an instruction set for the whole process (for tests: results do not depend on it).
    """
def simd_level() -> str:
    """
    Instruction set in use.
    """
def simd_levels() -> list[str]:
    """
    Instruction sets of this machine, slowest first.
    """
