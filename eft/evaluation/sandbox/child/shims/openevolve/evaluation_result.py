"""What an evaluator may return instead of a dict: metrics, and artifacts for the next prompt."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class EvaluationResult:
    """metrics: name -> number. artifacts: name -> text or bytes."""

    metrics: dict[str, float]
    artifacts: dict[str, str | bytes] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, metrics: dict[str, float]) -> EvaluationResult:
        """Of metrics alone."""
        return cls(metrics=metrics)

    def to_dict(self) -> dict[str, float]:
        """The metrics."""
        return self.metrics

    def has_artifacts(self) -> bool:
        """Whether there are any."""
        return bool(self.artifacts)
