"""The offline teacher: a program mutator that answers in the grammar of a model and sees only the rendered request.

It knows no task: what it writes depends on the declared kind of the search space and on the program shown
(`_rules/fragments.py` is all it can say). Choices are uniform, so its changes help, do nothing or harm.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eft.backends._rules.propose import propose
from eft.backends._rules.weights import Rates, read_rates, weight
from eft.text import prompt
from eft.text.blocks import MarkerError, region, spans
from eft.text.diff import diff_edit
from eft.types import Reply, Request

__all__ = ["Rules"]

_BACK = {"+": 0.1, "=": 0.1, "-": 0.3, "--": 0.5}  # chance to go back, by the mark of the current program
_BACK_PER_FAIL = 0.05


@dataclass(frozen=True, slots=True)
class Rules:
    """double_rate: share of replies with two changes. backtrack_rate: share of edit requests answered by BACKTRACK where allowed.

    optimisers: whether moves of vectors may end in a call of SciPy's optimisers; they want thousands of objective calls, so that
    they are of no use under the `cheap` profile.
    """

    double_rate: float = 0.15
    backtrack_rate: float = 0.05
    optimisers: bool = False
    weights: Path | None = None
    sharpness: float = 1.0
    candidates: int = 8

    def __post_init__(self) -> None:
        if self.candidates < 1 or self.sharpness < 0:
            raise ValueError("rules: candidates at least 1, sharpness at least 0")

    @property
    def model(self) -> str:
        """Name for the record."""
        return "rules"

    def build(self) -> Rules:
        """Nothing to load but the table, which is read here so that a mistake is told at once."""
        if self.weights is not None:
            read_rates(self.weights)
        return self

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; each depends on its own request only."""
        return [self.answer(request) for request in requests]

    async def close(self) -> None:
        """Nothing to release."""

    def answer(self, request: Request) -> Reply:
        """The reply to one request, a function of (request.seed, request.key, request.messages)."""
        started = time.perf_counter()
        rng = random.Random(f"{request.seed}/{request.key}")
        asked = prompt.read(request.messages)
        if asked.kind == "directive":
            text = _directive(asked, rng)
        elif asked.allow_backtrack and rng.random() < self.backtrack_rate:
            text = _back(asked, rng)
        else:
            text = self._edit(asked, rng)
        if not text:
            return Reply(request.key, "", "error", "rules: nothing in the request can be changed", self.model)
        return Reply(request.key, text, model=self.model, seconds=time.perf_counter() - started)

    def _edit(self, asked: prompt.Asked, rng: random.Random) -> str:
        kind = asked.space.kind if asked.space else None
        donors = tuple(region(donor) for donor in asked.donors)
        lines = asked.program.split("\n")
        try:
            inside = rng.choice(spans(lines))
        except MarkerError:
            inside = (0, len(lines))  # the compact prompt shows the region alone
        done = self._proposal("\n".join(lines[slice(*inside)]), kind, donors, rng)
        if done is None:
            return ""
        rationale, changed = done
        child = "\n".join([*lines[: inside[0]], *changed.split("\n"), *lines[inside[1] :]])
        return diff_edit(asked.program, child, rationale)

    def _proposal(self, region: str, kind: str | None, donors: tuple[str, ...], rng: random.Random) -> tuple[str, str] | None:
        drawn = (
            propose(region, kind, donors, rng, self.double_rate, optimisers=self.optimisers)
            for _ in range(1 if self.weights is None else self.candidates)
        )
        found = [proposal for proposal in drawn if proposal is not None]
        if self.weights is None or not found:
            return found[0] if found else None
        rates = _rates(self.weights)
        return rng.choices(found, [weight(rates, kind, rationale, self.sharpness) for rationale, _ in found])[0]


@cache
def _rates(path: Path) -> Rates:
    return read_rates(path)


def _directive(asked: prompt.Asked, rng: random.Random) -> str:
    chance = _BACK.get(asked.marks[-1] if asked.marks else "=", 0.1) + _BACK_PER_FAIL * asked.fails
    return _back(asked, rng) if rng.random() < chance else "STAY"


def _back(asked: prompt.Asked, rng: random.Random) -> str:
    """BACKTRACK, in half of the cases with the tag of an ancestor if there is one."""
    ancestors = asked.tags[:-1]
    return f"BACKTRACK {rng.choice(ancestors)}" if ancestors and rng.random() < 0.5 else "BACKTRACK"
