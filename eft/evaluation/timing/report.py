"""The record of one verdict."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one candidate and one case.

    verdict: FAST | SLOW | SAME | AMBIGUOUS (statistics.Ratio), NOISY (nothing can be said: requeue) or REJECTED, with the first broken rule as
    `reason`. Times in microseconds, without the null kernel's. requeued: share of the pairs thrown away. accepted: enough rounds, and a narrow interval over them.
    compiled: what held the compiler, `jail` or `landlock`.
    """

    kernel: str
    case: str
    verdict: str
    reason: str = ""
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    candidate_us: float | None = None
    reference_us: float | None = None
    null_us: float | None = None
    floor_us: float | None = None
    pairs: int = 0
    requeued: float = 0.0
    accepted: bool = False
    compiled: str = ""

    def line(self) -> str:
        """One line for people."""
        name = f"{self.kernel}/{self.case}"
        if self.verdict == "REJECTED" or self.ratio is None:
            return f"{self.verdict}  {name}: {self.reason}"
        return (
            f"{self.verdict}  {name}: {self.ratio:.4g} x the reference's speed [{self.low:.4g}, {self.high:.4g}], {self.candidate_us:.4g} us "
            f"against {self.reference_us:.4g} us, {self.pairs} pairs, {self.requeued:.0%} requeued"
        )
