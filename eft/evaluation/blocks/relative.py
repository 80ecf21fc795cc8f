"""The verdict of a family whose unit is a ratio to a stored reference."""

from __future__ import annotations

from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.record import Score


def relative(score: Score, name: str, reference: float, offset: int = 0) -> Verdict:
    """(offset + value) / reference of an exactly scored answer, with {name: value} as its certificate; or the scorer's refusal.

    score: of a problem with integer values.
    """
    if not score.valid or score.exact is None:
        return reject(score.reason)
    value = score.exact.numerator
    return accept((offset + value) / reference, score.reason, {name: value})
