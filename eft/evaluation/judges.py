"""The evaluator that a configuration asks for."""

from __future__ import annotations

from typing import Any, Literal

from eft.types import Evaluator


def open_judge(kind: Literal["sandbox", "fake"], profile: str, sandbox: str, workers: int, secret: str, **more: Any) -> Evaluator:
    """`sandbox` runs programs (see `evaluate.SandboxEvaluator` for the rest); `fake` scores their text, for trials of the machinery."""
    if kind == "fake":
        from eft.evaluation.fake import FakeEvaluator

        return FakeEvaluator()
    from eft.evaluation.evaluate import SandboxEvaluator

    return SandboxEvaluator(profile, sandbox, workers, secret, **more)
