"""One frame of plain data: `EFT1`, two lengths, strict JSON, raw array bytes. Written by the child, read by the engine as hostile.

An array is `{"__array__": [dtype, shape]}` and bytes are `{"__bytes__": length}`; their content lies in the raw part in reading
order, without gaps, so no two arrays can share bytes and the whole is never larger than the frame. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import math
import struct
from typing import Any, NoReturn

import numpy as np

MAGIC = b"EFT1"
HEAD = struct.Struct("<4sIQ")  # magic, bytes of JSON, bytes of raw data
DTYPES = {name: np.dtype(name) for name in ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8")}
MAX_NODES = 1_000_000  # values in one tree; longer data travels as arrays
MAX_CONTAINERS = 100_000  # lists and dicts in one tree: each costs the reader microseconds, so that a small frame could keep it busy
MAX_DEPTH = 32
MAX_AXES = 8
ARRAY, BYTES = "__array__", "__bytes__"


class FrameError(ValueError):
    """The data is not a frame, or holds what a frame may not hold; the text says what and where."""


def encode(tree: Any) -> bytes:
    """`tree` of None, bool, int (64 bits), float, str, bytes, list, tuple, dict with str keys, numpy scalars and arrays."""
    raw: list[bytes] = []
    plain = _simplify(tree, raw, "answer", 0)
    text = json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"".join([HEAD.pack(MAGIC, len(text), sum(map(len, raw))), text, *raw])


def _simplify(value: Any, raw: list[bytes], where: str, depth: int) -> Any:
    kind = type(value)
    if kind is float or kind is bool or value is None:
        return value
    if depth > MAX_DEPTH:
        raise FrameError(f"{where[:80]}: nested more than {MAX_DEPTH} deep")
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return _small(int(value), where)
    if isinstance(value, (float, np.float32, np.float16)):
        return float(value)
    if isinstance(value, str):
        return _text(str(value), where)
    return _container(value, raw, where, depth)


def _container(value: Any, raw: list[bytes], where: str, depth: int) -> Any:
    if isinstance(value, dict):
        return {_key(k, where): _simplify(v, raw, f"{where}.{k}" if depth else str(k), depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if {*map(type, value)} == {float}:
            return list(value)  # long lists of Python floats are the common answer
        return [_simplify(v, raw, f"{where}[{i}]", depth + 1) for i, v in enumerate(value)]
    if isinstance(value, np.ndarray):
        plain = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).reshape(value.shape)
        if plain.dtype.str not in DTYPES:
            raise FrameError(f"{where}: arrays of dtype {value.dtype} cannot be answered")
        raw.append(plain.tobytes())
        return {ARRAY: [plain.dtype.str, list(value.shape)]}
    if isinstance(value, (bytes, bytearray)):
        raw.append(bytes(value))
        return {BYTES: len(value)}
    raise FrameError(f"{where}: a {type(value).__name__} cannot be answered; use numbers, text, lists, dicts, numpy arrays")


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str) or key in (ARRAY, BYTES):
        raise FrameError(f"{where}: dictionary keys must be text, got {type(key).__name__}")
    return _text(str(key), where)


def _text(value: str, where: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise FrameError(f"{where}: text that is not valid Unicode (lone surrogate)") from None
    return value


def _small(value: int, where: str) -> int:
    if not -(2**63) <= value < 2**63:
        raise FrameError(f"{where}: an integer that does not fit in 64 bits")
    return value


def decode(data: bytes | bytearray | memoryview) -> Any:
    """The tree of one whole frame. Raises FrameError, and nothing else, for anything but exactly one well-formed frame."""
    view = memoryview(data)
    if len(view) < HEAD.size:
        raise FrameError(f"the result is cut short: {len(view)} bytes")
    magic, text_size, raw_size = HEAD.unpack_from(view)
    if magic != MAGIC:
        raise FrameError("the result is not a frame")
    if len(view) != HEAD.size + text_size + raw_size:
        raise FrameError(f"the result has {len(view)} bytes, its head announces {HEAD.size + text_size + raw_size}")
    text = bytes(view[HEAD.size : HEAD.size + text_size])
    if text.count(b",") + text.count(b"[") + text.count(b"{") > MAX_NODES:
        raise FrameError(f"the result has more than {MAX_NODES} values")
    reader = _Reader(view[HEAD.size + text_size :])
    tree = reader.tree(_parse(text), 0)
    if reader.used != raw_size:
        raise FrameError(f"the result has {raw_size - reader.used} bytes that belong to no array")
    return tree


class _Pairs(list[tuple[str, Any]]):
    """One JSON object before its keys are checked."""


def _constant(name: str) -> float:
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}[name]


_json = json.JSONDecoder(object_pairs_hook=_Pairs, parse_constant=_constant, strict=True)


def _parse(text: bytes) -> Any:
    try:
        return _json.decode(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise FrameError("the result's text is not UTF-8") from None
    except RecursionError:
        raise FrameError(f"the result is nested more than {MAX_DEPTH} deep") from None
    except ValueError as error:  # bad JSON, or an integer of thousands of digits
        raise FrameError(f"the result's text is not JSON: {str(error)[:80]}") from None


class _Reader:
    """Turns parsed JSON into data; arrays are plain base-class copies, taken from the raw part in order."""

    def __init__(self, raw: memoryview) -> None:
        self.raw = raw
        self.used = 0
        self.containers = 0

    def tree(self, node: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise FrameError(f"the result is nested more than {MAX_DEPTH} deep")
        if isinstance(node, list):
            self.containers += 1
            if self.containers > MAX_CONTAINERS:
                raise FrameError(f"the result has more than {MAX_CONTAINERS} lists and dicts")
        if isinstance(node, _Pairs):
            return self._object(node, depth)
        if isinstance(node, list):
            kinds = {*map(type, node)}
            if kinds == {float} or (kinds == {int} and min(node) >= -(2**63) and max(node) < 2**63):
                return node  # long lists of plain numbers are the common answer
            return [self.tree(v, depth + 1) for v in node]
        if isinstance(node, str):
            return _text(node, "the result")
        if isinstance(node, int):
            return node if isinstance(node, bool) else _small(node, "the result")
        return node

    def _object(self, pairs: _Pairs, depth: int) -> Any:
        if len(pairs) == 1 and pairs[0][0] == ARRAY:
            return self._array(pairs[0][1])
        if len(pairs) == 1 and pairs[0][0] == BYTES:
            return bytes(self._take(pairs[0][1]))
        out: dict[str, Any] = {}
        for key, value in pairs:
            if key in out:
                raise FrameError(f"the result has the key {_text(key, 'the result')[:80]!r} twice")
            out[_text(key, "the result")] = self.tree(value, depth + 1)
        return out

    def _array(self, head: Any) -> np.ndarray[Any, Any]:
        if not (isinstance(head, list) and len(head) == 2 and isinstance(head[0], str) and head[0] in DTYPES):
            _bad_array("of an unknown dtype")
        dtype, shape = DTYPES[head[0]], head[1]
        if not (isinstance(shape, list) and len(shape) <= MAX_AXES and all(type(n) is int and 0 <= n < 2**31 for n in shape)):
            _bad_array("without a proper shape")
        data = bytes(self._take(math.prod(shape) * dtype.itemsize))
        if dtype.kind == "b" and data.strip(b"\0\1"):
            _bad_array("of bool that holds other bytes than 0 and 1")
        try:
            return np.frombuffer(data, dtype).reshape(shape).copy()
        except ValueError:
            _bad_array("without a proper shape")

    def _take(self, size: Any) -> memoryview:
        if type(size) is not int or not 0 <= size <= len(self.raw) - self.used:
            raise FrameError("the result has an array whose size is not that of its bytes")
        self.used += size
        return self.raw[self.used - size : self.used]


def _bad_array(what: str) -> NoReturn:
    raise FrameError(f"the result has an array {what}")
