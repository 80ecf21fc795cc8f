"""A true fake: an evaluator without tasks' code, sandbox or processes, for smoke configurations, tests and the engine's benchmark."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from eft.types import Outcome, Status, Task


@dataclass(frozen=True)
class FakeEvaluator:
    """Scores a program by its text alone: the SHA-256 read as a number in [0, 1). Nothing is run.

    invalid: share of programs that are refused instead (also decided by the text). delay_s: how long a verdict takes.
    """

    invalid: float = 0.1
    delay_s: float = 0.0

    @property
    def profile(self) -> str:
        """Name stored with every outcome, so that nobody takes the scores for real ones."""
        return "fake"

    def version(self, task: Task) -> str:
        """None to tell apart: the text alone decides."""
        return ""

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        """Verdict on `source`; the same text always gets the same one. A text without `def solve` is an error."""
        if self.delay_s:
            time.sleep(self.delay_s)
        if "def solve" not in source:
            return Outcome(Status.ERROR, reason="no function solve", feedback="no function solve", profile=self.profile)
        digest = hashlib.sha256(source.encode("utf-8", "backslashreplace")).digest()
        score, lot = int.from_bytes(digest[:6], "big") / 2**48, int.from_bytes(digest[6:12], "big") / 2**48
        if lot < self.invalid:
            return Outcome(Status.INVALID, reason="refused by lot", feedback="refused by lot", profile=self.profile)
        return Outcome(Status.OK, score=score, feedback=f"score {score:.6f}", scores=(score,), profile=self.profile, progress=score)

    def close(self) -> None:
        """Nothing to close."""
