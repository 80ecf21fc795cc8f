"""Coverage-guided fuzzing of the answer decoder (libFuzzer through atheris): `python tests/fuzz/fuzz_frame.py -max_total_time=60`.

Whatever the bytes are, `decode` returns plain data that survives a round trip, or raises FrameError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np


def plain(value: Any) -> bool:
    """Only base classes of plain data, no NumPy scalar, no subclass."""
    if type(value) is dict:
        return all(type(k) is str and plain(v) for k, v in value.items())
    if type(value) is list:
        return all(map(plain, value))
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf" and value.base is None
    return value is None or type(value) in (bool, int, float, str, bytes)


def check(data: bytes) -> None:
    """One input: as a whole frame; as the text of one; as text and raw part, split where the last byte says."""
    from eft.evaluation.sandbox.child.frame import HEAD, MAGIC, FrameError, decode, encode

    body = data[:-1]
    at = data[-1] % len(data) if data else 0
    for frame in (data, HEAD.pack(MAGIC, len(data), 0) + data, HEAD.pack(MAGIC, at, len(body) - at) + body):
        try:
            tree = decode(frame)
        except FrameError:
            continue
        if not plain(tree):
            raise AssertionError(f"not plain data: {tree!r}")
        again = encode(tree)
        if encode(decode(again)) != again:
            raise AssertionError("no round trip")


def main(setup: Callable[..., Any], instrument: Callable[..., Any], fuzz: Callable[[], None]) -> None:
    """Instrument the decoder and run until libFuzzer stops."""
    with instrument():
        import eft.evaluation.sandbox.child.frame  # noqa: F401 # loaded here to be instrumented
    setup(sys.argv, check)
    fuzz()


if __name__ == "__main__":
    import atheris

    main(atheris.Setup, atheris.instrument_imports, atheris.Fuzz)
