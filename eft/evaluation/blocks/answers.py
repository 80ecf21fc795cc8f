"""Readers that turn a decoded answer into checked arrays, or raise `Reject` with the first fault.

A candidate returns arrays or (nested) lists of Python numbers. Reals may be given as integers; integers must be integers:
a float, even a whole one, and a bool are refused, so that no rounding decides a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.verdict import Reject

Shape = int | Sequence[int]

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


def entry(answer: Mapping[str, Any], name: str) -> Any:
    """`answer[name]`, or Reject when the answer is no mapping or lacks the name."""
    if not isinstance(answer, Mapping):
        raise Reject(f"solve must return a dict with the key '{name}', got {type(answer).__name__}")
    if name not in answer:
        raise Reject(f"{name}: missing from the answer")
    return answer[name]


def real(answer: Mapping[str, Any], name: str, shape: Shape) -> NDArray[np.float64]:
    """Finite float64 array of exactly `shape` (an int means one axis); float or integer input, no bool, complex or object."""
    array = _array(name, entry(answer, name), _axes(shape), floats=True)
    values = array.astype(np.float64)
    bad = ~np.isfinite(values)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise Reject(f"{name}{_index(where)} is {values[where]}, expected finite numbers")
    return values


def matrix(answer: Mapping[str, Any], name: str, rows: int, columns: int) -> NDArray[np.float64]:
    """Finite float64 array with exactly `rows` x `columns` entries."""
    return real(answer, name, (rows, columns))


def integer(answer: Mapping[str, Any], name: str, shape: Shape, low: int | None = None, high: int | None = None) -> NDArray[np.int64]:
    """int64 array of exactly `shape` with entries in [low, high] (both included; None: the range of int64)."""
    array = _array(name, entry(answer, name), _axes(shape), floats=False)
    if array.dtype == np.uint64 and array.size and int(array.max()) > INT64_MAX:
        raise Reject(f"{name}: {int(array.max())} does not fit in 64 signed bits")
    values = array.astype(np.int64)
    outside = np.zeros(values.shape, dtype=bool)
    if low is not None:
        outside |= values < low
    if high is not None:
        outside |= values > high
    if outside.any():
        where = tuple(int(i) for i in np.argwhere(outside)[0])
        raise Reject(f"{name}{_index(where)} is {int(values[where])}, expected {_interval(low, high)}")
    return values


def permutation(answer: Mapping[str, Any], name: str, size: int) -> NDArray[np.int64]:
    """int64 array holding each of 0 .. size-1 exactly once."""
    values = integer(answer, name, size, 0, size - 1)
    counts = np.bincount(values, minlength=size)
    if size and counts.max() > 1:
        raise Reject(f"{name}: {int(counts.argmax())} appears {int(counts.max())} times, expected a permutation of 0..{size - 1}")
    return values


def scalar(answer: Mapping[str, Any], name: str) -> float:
    """One finite number."""
    return float(real(answer, name, ()))


def whole(answer: Mapping[str, Any], name: str, low: int | None = None, high: int | None = None) -> int:
    """One integer in [low, high]."""
    return int(integer(answer, name, (), low, high))


def text(answer: Mapping[str, Any], name: str, longest: int) -> str:
    """One string of at most `longest` characters."""
    value = entry(answer, name)
    if not isinstance(value, str):
        raise Reject(f"{name}: expected text, got {type(value).__name__}")
    if len(value) > longest:
        raise Reject(f"{name}: {len(value)} characters, at most {longest} allowed")
    return value


def _axes(shape: Shape) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _array(name: str, value: Any, shape: tuple[int, ...], *, floats: bool) -> NDArray[Any]:
    wanted = "numbers" if floats else "integers"
    if isinstance(value, np.ndarray):
        kinds = "iuf" if floats else "iu"
        if value.dtype.kind not in kinds:
            raise Reject(f"{name}: expected {wanted}, got dtype {value.dtype}")
        if value.shape != shape:
            raise Reject(f"{name}: expected {_size(shape, wanted)}, got {_size(value.shape, wanted)}")
        return value
    _check_nested(name, value, shape, (int, float) if floats else (int,), wanted, ())
    try:
        return np.array(value, dtype=np.float64 if floats else np.int64).reshape(shape)
    except OverflowError:
        raise Reject(f"{name}: a number is too large") from None


def _check_nested(name: str, value: Any, shape: tuple[int, ...], leaves: tuple[type, ...], wanted: str, where: tuple[int, ...]) -> None:
    if not shape:
        if isinstance(value, bool) or not isinstance(value, leaves):
            raise Reject(f"{name}{_index(where)}: expected {'a number' if float in leaves else 'an integer'}, got {_kind(value)}")
        return
    if not isinstance(value, list):
        if isinstance(value, np.ndarray) and value.shape == shape:
            _array(f"{name}{_index(where)}", value, shape, floats=float in leaves)
            return
        raise Reject(f"{name}{_index(where)}: expected {_size(shape, wanted)}, got {_kind(value)}")
    if len(value) != shape[0]:
        raise Reject(f"{name}{_index(where)}: expected {_size(shape, wanted)}, got {len(value)}")
    for i, item in enumerate(value):
        _check_nested(name, item, shape[1:], leaves, wanted, (*where, i))


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return "None" if value is None else type(value).__name__


def _size(shape: tuple[int, ...], wanted: str) -> str:
    if len(shape) == 1:
        return f"{shape[0]} {wanted}"
    return f"{' x '.join(map(str, shape))} {wanted}" if shape else f"one {wanted[:-1]}"


def _index(where: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, where))}]" if where else ""


def _interval(low: int | None, high: int | None) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low}..{high}"
