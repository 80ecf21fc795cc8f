"""Every scorer test runs once for each instruction set that this machine has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eft import _scorers


@pytest.fixture(params=_scorers.simd_levels(), autouse=True)
def level(request: pytest.FixtureRequest) -> Iterator[str]:
    before = _scorers.simd_level()
    _scorers.set_simd_level(request.param)
    yield request.param
    _scorers.set_simd_level(before)
