"""The record that every scorer returns, its hash and its certificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, Protocol

import numpy as np

Plain = Any  # int, str, or (nested) lists of them: what a certificate may hold
FORMAT = "eft-certificate-1"


class Raw(Protocol):
    """What the binding returns for one candidate (`csrc/bind/verdict.cpp`)."""

    @property
    def valid(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def repair(self) -> int: ...
    @property
    def value(self) -> float: ...
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Score:
    """Exact verdict on one construction.

    problem: `module.function` of the independent twin in `eft.evaluation.verify`. value: `exact` rounded to the side that never flatters
    (NaN unless valid). reason: the first rule that is broken; of a valid construction, what was repaired ("" if nothing was).
    instance, construction: names -> integers, texts or arrays; the construction as repaired, in units of its grid.
    claim: `exact`, or `bound` where the value is one end of a certified interval.
    """

    problem: str
    direction: Literal["min", "max"]
    valid: bool
    reason: str
    value: float
    exact: Fraction | None
    instance: Mapping[str, Any] = field(repr=False)
    construction: Mapping[str, Any] = field(repr=False)
    claim: Literal["exact", "bound"] = "exact"

    @property
    def hash(self) -> str:
        """SHA-256 of problem, instance and repaired construction; ValueError unless valid."""
        return self.certificate()["sha256"]  # type: ignore[no-any-return] # a dict of plain JSON

    def certificate(self) -> dict[str, Any]:
        """Plain JSON data from which `eft verify` recomputes the value; ValueError unless valid."""
        if not self.valid or self.exact is None:
            raise ValueError(f"no certificate: {self.reason}")
        body = {"problem": self.problem, "instance": plain(self.instance), "construction": plain(self.construction)}
        value = f"{self.exact.numerator}/{self.exact.denominator}"
        return {"format": FORMAT, **body, "direction": self.direction, "claim": self.claim, "value": value, "sha256": digest(body)}


def scored(
    raw: Raw,
    problem: str,
    direction: Literal["min", "max"],
    instance: Mapping[str, Any],
    construction: Mapping[str, Any],
    claim: Literal["exact", "bound"] = "exact",
) -> Score:
    """The binding's verdict as a `Score`."""
    exact = Fraction(raw.numerator, raw.denominator) if raw.valid else None
    return Score(problem, direction, raw.valid, raw.reason, raw.value, exact, instance, construction, claim)


def plain(value: Any) -> Plain:
    """Integers, texts and (nested) lists of them; mappings keep their names. TypeError for anything else (a float is no exact value)."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "iu":
            raise TypeError(f"a certificate holds integers, got an array of {value.dtype}")
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return value
    raise TypeError(f"a certificate holds integers, texts and lists of them, got {type(value).__name__}")


def digest(body: Mapping[str, Plain]) -> str:
    """SHA-256 of the canonical JSON (sorted names, no spaces) of problem, instance and construction."""
    text = json.dumps({name: body[name] for name in ("problem", "instance", "construction")}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
