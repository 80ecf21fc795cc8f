"""The fuzz target of the decoder: it accepts what is right, and would notice what is not."""

from __future__ import annotations

import numpy as np
import pytest
from fuzz_frame import check, plain
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.sandbox.child.frame import encode


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"[1, 2.5, null]", b'{"__array__": ["<f8", [2]]}' + bytes(16) + bytes([27]), encode({"x": np.ones(3)})]
)
def test_known_inputs_pass(data: bytes) -> None:
    check(data)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_input_passes(data: bytes) -> None:
    check(data)


def test_what_is_not_plain_is_noticed() -> None:
    assert plain({"a": [1, 2.0, "x", b"y", None, True, np.ones(2)]})
    for value in (np.float64(1.0), (1, 2), {1: 2}, [object()], np.ones(2)[:1], np.array([1j])):
        assert not plain(value)
