"""Reads a certificate file and recomputes everything it claims."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import eft.evaluation.verify as twins
from eft.config import did_you_mean
from eft.evaluation.scorers.record import FORMAT, digest
from eft.evaluation.verify.plain import Enclosure, Refuted
from eft.types import UserError

Twin = Callable[[Mapping[str, Any], Mapping[str, Any]], Fraction | Enclosure]
KEYS = {"format", "problem", "instance", "construction", "direction", "claim", "value", "sha256"}
SLACK = Fraction(1, 10**9)  # a certified bound may lose this share against the twin's tighter interval; it may never gain
MOST_BYTES = 256 << 20


def problems() -> list[str]:
    """`module.function` of every problem that has a twin."""
    names = []
    for info in pkgutil.iter_modules(twins.__path__):
        if info.name not in ("plain", "certificate"):
            module = importlib.import_module(f"{twins.__name__}.{info.name}")
            names += [f"{info.name}.{function}" for function in module.__all__]
    return sorted(names)


def twin(problem: str) -> Twin:
    """The independent function of a problem; UserError for an unknown one."""
    known = problems()
    if problem not in known:
        raise UserError(f"problem {problem}: unknown{did_you_mean(problem, known)}; there is: {', '.join(known)}")
    module, _, name = problem.partition(".")
    function: Twin = getattr(importlib.import_module(f"{twins.__name__}.{module}"), name)
    return function


def read(file: Path) -> dict[str, Any]:
    """The certificate in `file`; UserError if it is none."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UserError(f"{file}: larger than {MOST_BYTES >> 20} MiB; this is no certificate")
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UserError(f"{file}: not a certificate (expected an object with format {FORMAT})")
    if set(data) != KEYS:
        raise UserError(f"{file}: expected the keys {', '.join(sorted(KEYS))}")
    return data


def check(certificate: Mapping[str, Any]) -> Fraction:
    """The value that the certificate claims, if all of it holds; else Refuted naming what does not."""
    if not isinstance(certificate["instance"], dict) or not isinstance(certificate["construction"], dict):
        raise Refuted("instance and construction must be objects")
    if digest(certificate) != certificate["sha256"]:
        raise Refuted("sha256 does not belong to this problem, instance and construction")
    claimed = _fraction(certificate["value"])
    function = twin(str(certificate["problem"]))
    try:
        proved = function(certificate["instance"], certificate["construction"])
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError) as error:
        raise Refuted(f"the data do not fit the problem ({type(error).__name__}: {error})") from error
    if isinstance(proved, Fraction):
        if certificate["claim"] != "exact" or claimed != proved:
            raise Refuted(f"claims {claimed} ({certificate['claim']}), proved is exactly {proved}")
        return claimed
    safe = proved.high if certificate["direction"] == "min" else proved.low
    lost = claimed - safe if certificate["direction"] == "min" else safe - claimed
    if certificate["claim"] != "bound" or not 0 <= lost <= SLACK * abs(safe):
        raise Refuted(f"claims the bound {float(claimed):.17g}, proved is {float(safe):.17g}")
    return claimed


def _fraction(text: Any) -> Fraction:
    try:
        top, _, bottom = str(text).partition("/")
        return Fraction(int(top), int(bottom))
    except (ValueError, ZeroDivisionError) as error:
        raise Refuted(f"value {text!r:.80}: expected numerator/denominator") from error
