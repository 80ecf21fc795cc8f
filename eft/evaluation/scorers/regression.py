"""Expressions given as data, judged on fresh points (`csrc/eft/expression.hpp`, `csrc/eft/regression.hpp`).

The values are double precision and claim nothing more: they are the same bits on every instruction set (elementary functions of our own, fixed
order of summation), but no exact values, and there is no certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eft import _scorers

__all__ = ["OPERATORS", "Fit", "law_fit", "postfix", "values"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAVES = ("variable", "constant")
UNARY = ("neg", "abs", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh")
BINARY = ("add", "sub", "mul", "div", "pow", "min", "max")
OPERATORS = LEAVES + UNARY + BINARY  # an operator's number is its place
MOST_NODES = 256


@dataclass(frozen=True, slots=True)
class Fit:
    """How an expression predicts. value: 1/2 (log10 NMSE in range + log10 NMSE out of range), each NMSE at least 1e-13; NaN unless valid.

    replaced_in, replaced_out: predictions that were not finite (or beyond 1e150) and for which the training mean stands.
    """

    valid: bool
    reason: str
    value: float
    nmse_in: float
    nmse_out: float
    replaced_in: int
    replaced_out: int


def law_fit(
    ops: Integers,
    constants: Floats,
    inside: tuple[Floats, Floats],
    outside: tuple[Floats, Floats],
    mean: float,
    *,
    nodes: int = 60,
    depth: int = MOST_NODES,
    allowed: Iterable[str] = OPERATORS,
) -> Fit:
    """Score of the expression on points in range and out of range. Minimised.

    ops: (nodes, 2) int64, rows (operator, index) in postfix order, the index naming a variable or constant, else 0; constants: (c,), finite.
    inside, outside: x (variables, n) and y (n,), |y| <= 1e100, not all equal, 2 <= n <= 2^20. mean: of the training targets.
    nodes (at most 256), depth, allowed: limits, whose breach is a refusal that names the first node. ValueError for wrong points or limits.
    """
    bits = sum({1 << _number(name) for name in allowed})
    raw = _scorers.law_fit(ops, constants, *inside, *outside, mean, nodes, depth, bits)
    return Fit(raw.valid, raw.reason, raw.value, raw.nmse_in, raw.nmse_out, raw.replaced_in, raw.replaced_out)


def values(ops: Integers, constants: Floats, x: Floats) -> Floats:
    """Values (n,) of an expression at x: (variables, n); they may be infinite or NaN. ValueError for an expression that breaks a rule."""
    return _scorers.expression_values(ops, constants, x)


def postfix(text: str) -> tuple[Integers, Floats]:
    """ops and constants of words in postfix order: `x0` (a variable), `2.5` (a constant) or a name of OPERATORS. ValueError for another word.

    >>> postfix("x0 2.0 mul sin")[0].tolist()
    [[0, 0], [1, 0], [13, 0], [7, 0]]
    """
    ops: list[tuple[int, int]] = []
    constants: list[float] = []
    for word in text.split():
        if word in UNARY + BINARY:
            ops.append((_number(word), 0))
        elif word.startswith("x") and word[1:].isdigit():
            ops.append((0, int(word[1:])))
        else:
            ops.append((1, len(constants)))
            constants.append(float(word))
    return np.array(ops, dtype=np.int64).reshape(-1, 2), np.array(constants)


def _number(name: str) -> int:
    if name not in OPERATORS:
        raise ValueError(f"operator {name}: unknown; there is: {', '.join(OPERATORS)}")
    return OPERATORS.index(name)
