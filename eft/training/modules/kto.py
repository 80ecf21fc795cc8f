"""KTO: raise the probability of desirable replies and lower that of undesirable ones, against the frozen start of the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eft.training.preference import Preference

if TYPE_CHECKING:
    from eft.training.job import Job

__all__ = ["Kto"]


@dataclass(frozen=True, slots=True)
class Kto:
    """preference: β and the weights of both kinds. chunk_elements: logits held at once (tokens × vocabulary)."""

    preference: Preference = field(default_factory=Preference)
    chunk_elements: int = 1 << 24

    def prepare(self, settings: Any, out: Path) -> Job:
        """Marked replies in steps, the model, and the table of the start's log-probabilities in OUT/reference.npz."""
        from eft.training.preference_job import prepare

        return prepare(self, settings, out)

    def describe(self, summary: dict[str, Any], out: Path) -> str:
        """The account printed at the end of a run."""
        counts = "\n".join(f"  {name:44} {count:>10,}" for name, count in summary["account"])
        figures = ", ".join(
            f"{name} {summary[name]:.3f}" for name in ("loss", "rewards/chosen", "rewards/rejected", "rewards/margins", "kl")
        )
        return (
            f"data\n{counts}\n"
            f"trained {summary['parameters'] / 1e6:.2f} M parameters on {summary['tokens']:,} tokens in {summary['steps']:,} steps, "
            f"{summary['seconds']:.0f} s ({summary['tokens_per_s']:.0f} tok/s)\nlast step: {figures}\nmodel: {out / 'export'}"
        )
