"""Stand-in for the package of this name, as far as evaluators import it."""

from __future__ import annotations

from .evaluation_result import EvaluationResult

__all__ = ["EvaluationResult"]
