"""The frame codec: round trip, and nothing but FrameError for anything else."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from eft.evaluation.sandbox.child.frame import HEAD, MAGIC, FrameError, decode, encode

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | text | st.binary(max_size=8)
arrays = hnp.arrays(
    st.sampled_from(["<f8", ">f4", "<i8", "u1", "?", "<f2", ">u8"]), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
)
trees = st.recursive(scalars | arrays, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=12)


def pack(body: bytes, raw: bytes = b"") -> bytes:
    return HEAD.pack(MAGIC, len(body), len(raw)) + body + raw


def same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return (
            type(b) is np.ndarray
            and a.dtype.newbyteorder("<") == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        )
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


@settings(deadline=None)
@given(trees)
def test_round_trip(tree: Any) -> None:
    assert same(tree, decode(encode(tree)))


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_give_data_or_a_frame_error(data: bytes) -> None:
    for candidate in (data, pack(data), pack(b'{"__array__":["<f8",[2]]}', data)):
        try:
            decode(candidate)
        except FrameError:
            continue


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["__array__", "__bytes__", "a"]), inner, max_size=2),
    max_leaves=8,
)


@settings(deadline=None)
@given(json_values, st.binary(max_size=16))
def test_any_json_gives_data_or_a_frame_error(tree: Any, raw: bytes) -> None:
    try:
        decode(pack(json.dumps(tree).encode(), raw))
    except FrameError:
        return


@settings(max_examples=50, deadline=None)
@given(trees, st.data())
def test_a_cut_or_lengthened_frame_is_refused(tree: Any, data: st.DataObject) -> None:
    frame = encode(tree)
    cut = data.draw(st.integers(0, len(frame) - 1))
    for broken in (frame[:cut], frame + b"\0"):
        with pytest.raises(FrameError):
            decode(broken)


def test_layout_by_hand() -> None:
    body = b'{"x":{"__array__":["<i2",[2]]},"y":1}'
    assert (
        encode({"x": np.array([1, -1], ">i2"), "y": np.int64(1)})
        == b"EFT1" + bytes([len(body), 0, 0, 0, 4, *[0] * 7]) + body + b"\1\0\xff\xff"
    )


@pytest.mark.parametrize(
    ("body", "raw", "reason"),
    [
        (b'{"a":1,"a":2}', b"", "twice"),
        (b"9223372036854775808", b"", "64 bits"),
        (b"9" * 5000, b"", "not JSON"),
        (b"1 2", b"", "not JSON"),
        (b'"\xff"', b"", "UTF-8"),
        (b'"\\ud800"', b"", "surrogate"),
        (b'{"\\ud800":1}', b"", "surrogate"),
        (b"[" * 40 + b"]" * 40, b"", "deep"),
        (b"[" * 10**5 + b"]" * 10**5, b"", "deep"),
        (b"[" + b"0," * 10**6 + b"0]", b"", "more than 1000000 values"),
        (b"[" + b"{}," * 10**5 + b"0]", b"", "more than 100000 lists"),
        (b"[9223372036854775807,9223372036854775808]", b"", "64 bits"),
        (b'{"__array__":["|O",[1]]}', bytes(8), "dtype"),
        (b'{"__array__":["<f8",[2]]}', bytes(8), "size"),
        (b'{"__array__":["<f8",[-1]]}', bytes(8), "shape"),
        (b'{"__array__":["<f8",[true]]}', bytes(8), "shape"),
        (b'{"__array__":["<f8",[0,4611686018427387904]]}', b"", "shape"),
        (b'{"__array__":["<f8",[0,2147483647,2147483647,2147483647,2147483647]]}', b"", "shape"),
        (b'{"__array__":["|b1",[1]]}', b"\2", "bool"),
        (b'{"__bytes__":-1}', b"", "size"),
        (b"1", b"x", "belong to no array"),
    ],
)
def test_refusals_name_their_reason(body: bytes, raw: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        decode(pack(body, raw))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1j, "complex"),
        (object(), "object"),
        ({1: 2}, "keys must be text"),
        ({"__array__": 1}, "keys must be text"),
        (np.array(["a"]), "dtype"),
        (np.zeros(1, np.longdouble), "dtype"),
        (2**63, "64 bits"),
        (["\ud800"], "surrogate"),
    ],
)
def test_what_cannot_be_answered(value: Any, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        encode({"x": value})
