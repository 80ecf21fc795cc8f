"""Seeds and hashes of hidden pools."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import numpy as np


def pool_seed(family: str, pool: str, half: str, index: int) -> int:
    """63-bit seed number `index` of one half (`search` | `final`) of a pool."""
    digest = hmac.new(b"eft pools 1", f"{family}/{pool}/{half}/{index}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def instance_hash(public: Mapping[str, Any]) -> str:
    """SHA-256 of an instance: names in order, arrays as dtype, shape and little-endian bytes, the rest by `repr`."""
    total = hashlib.sha256()
    for name in sorted(public):
        value = public[name]
        if isinstance(value, np.ndarray):
            body = value.astype(value.dtype.newbyteorder("<")).tobytes()
            total.update(f"{name}:{value.dtype.kind}{value.dtype.itemsize}{value.shape}:".encode() + body)
        else:
            total.update(f"{name}:{value!r};".encode())
    return total.hexdigest()


def fingerprint(public: Mapping[str, Any]) -> str:
    """`instance_hash`, but of real arrays 64 entries to six digits: another C library's `sin` may differ in the last place.

    What a pool stores beside the reference of an instance.
    """
    return instance_hash({name: _digits(value) for name, value in public.items()})


def _digits(value: Any) -> Any:
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return value
    some = value.ravel()[:: max(1, value.size // 64)][:64]
    return (value.dtype.str[1:], value.shape, *(f"{x:.6g}" for x in some.tolist()))
