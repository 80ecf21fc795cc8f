"""What most scorer tests ask: does the independent twin say the same?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.scorers.record import Score, plain
from eft.evaluation.verify.certificate import check, twin
from eft.evaluation.verify.plain import Refuted


def ints(values: Any) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def agrees(got: Score) -> None:
    """The twin proves the same value, or refutes what was refused; the certificate holds."""
    try:
        expected = twin(got.problem)(plain(got.instance), plain(got.construction))
    except Refuted:
        assert not got.valid, "the twin refutes it"
        assert got.reason
    else:
        assert got.exact == expected, got.reason
        assert check(got.certificate()) == expected


def agrees_on(got: Score, twin: Callable[[Mapping[str, Any], Mapping[str, Any]], Fraction], construction: Mapping[str, Any]) -> None:
    """As `agrees` for a scorer that repairs nothing: the twin gets what was handed in, not what the scorer says it was."""
    try:
        expected = twin(got.instance, construction)
    except Refuted:
        assert not got.valid, "the twin refutes it"
        assert got.reason
    else:
        assert got.exact == expected, got.reason
        assert check(got.certificate()) == expected


def refused(got: Score, reason: str) -> None:
    assert (got.valid, got.exact, got.reason) == (False, None, reason)
    assert math.isnan(got.value)
