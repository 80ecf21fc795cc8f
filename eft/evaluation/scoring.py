"""What a family's scorer says of an answer, and its independent twin of a value that must be verified again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from eft.evaluation.blocks.verdict import Reject, Verdict
from eft.evaluation.instances import Instance
from eft.evaluation.tasks import load_module
from eft.types import InfrastructureError, Task


def judge(task: Task, instance: Instance, answer: Any) -> Verdict:
    """The family's verdict on one decoded answer. Raises InfrastructureError naming the family if its scorer fails."""
    score: Callable[..., Verdict] = load_module(task, "score").score
    try:
        verdict: Verdict = guarded(task, "scorer", score, instance.public, instance.secret, answer)
    except Reject as refusal:
        return Verdict(False, None, str(refusal))
    return sound(task, verdict)


def guarded(task: Task, what: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a family's trusted function, which may Reject. InfrastructureError for any other failure of it."""
    try:
        return function(*arguments)
    except Reject:
        raise
    except Exception as error:  # the family's own code may raise anything; the fault is ours and is named
        raise InfrastructureError(f"{what} of {task.family} failed: {type(error).__name__}: {error}") from error


def sound(task: Task, verdict: Verdict) -> Verdict:
    """The verdict. InfrastructureError if it accepts without a finite value."""
    if verdict.valid and (verdict.value is None or not abs(verdict.value) < float("inf")):
        raise InfrastructureError(f"scorer of {task.family} accepted an answer with the value {verdict.value}")
    return verdict


def second_opinion(task: Task, verdict: Verdict) -> str:
    """What the independent twin says of a value that needs to be verified again. Raises InfrastructureError if it disagrees."""
    from eft.evaluation.verify.certificate import check
    from eft.evaluation.verify.plain import Refuted

    if verdict.certificate is None or "format" not in verdict.certificate:
        return "no certificate to check"
    try:
        proved = float(check(verdict.certificate))
    except Refuted as refusal:
        raise InfrastructureError(f"scorer of {task.family} and its independent twin disagree: {refusal}") from refusal
    if task.kind == "fixed" and not math.isclose(proved, verdict.value or 0.0, rel_tol=1e-15):
        raise InfrastructureError(f"scorer of {task.family} says {verdict.value}, its certificate proves {proved}")
    return "the independent twin agrees"
