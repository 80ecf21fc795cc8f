"""Choosing among proposals by how often their kind of change has helped.

The baseline between the blind teacher and a network: it knows how often each phrase of a rationale stood beside an improvement, by kind of search
space, and nothing of the program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from eft.text.rationale import phrases
from eft.types import UserError

Rates = Mapping[str, Mapping[str, float]]  # kind of the space -> phrase -> share of improvements
FILE = "kinds.json"
IMPROVED = "improved"
PRIOR = 4.0  # transitions that every phrase starts with, at the mean rate of its kind of space


def read_rates(path: Path) -> Rates:
    """Of a table that `eft data build` wrote (`kinds.json`, or its folder). UserError if it is none."""
    file = path / FILE if path.is_dir() else path
    try:
        data = json.loads(file.read_text())
        return {
            kind: _smoothed({phrase: (int(n.get(IMPROVED, 0)), sum(n.values())) for phrase, n in rows.items()})
            for kind, rows in data.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise UserError(f"config key backend.weights: {file}: no table of kinds of edits ({error}); `eft data build` writes one") from error


def _smoothed(counts: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    mean = (1 + sum(good for good, _ in counts.values())) / (2 + sum(total for _, total in counts.values()))
    return {phrase: (good + PRIOR * mean) / (total + PRIOR) for phrase, (good, total) in counts.items()}


def weight(rates: Rates, kind: str | None, rationale: str, sharpness: float) -> float:
    """Mean rate of the rationale's phrases to the power `sharpness`; an unknown phrase counts as the lowest known one of its kind of space."""
    known = rates.get(kind or "", {})
    least = min(known.values(), default=1.0)
    found = [known.get(phrase, least) for phrase in phrases(rationale)]
    return float((sum(found) / len(found)) ** sharpness)
