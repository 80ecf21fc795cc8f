"""A true fake: scripted replies in turn, or a seeded trivial edit of the program in the prompt; with delays and failures on demand."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from eft.text import prompt
from eft.text.blocks import MarkerError, region, spans
from eft.text.diff import diff_edit
from eft.types import Backend, Reply, Request

__all__ = ["Fake"]

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


@dataclass(frozen=True, slots=True)
class Fake:
    """replies: texts given in turn, for ever (empty: change one number of the program). Failures answer with finish `error`.

    delay_s: wait before each reply. error_rate: share of failures, drawn from (request.seed, request.key).
    """

    replies: tuple[str, ...] = ()
    delay_s: float = 0.0
    error_rate: float = 0.0

    def build(self) -> Backend:
        """A live backend with its own place in the script."""
        return _Live(self)


class _Live:
    def __init__(self, config: Fake) -> None:
        self.config = config
        self.given = 0

    @property
    def model(self) -> str:
        return "fake"

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; a batch waits once."""
        if self.config.delay_s > 0:
            await asyncio.sleep(self.config.delay_s)
        return [self._answer(request) for request in requests]

    async def close(self) -> None:
        """Nothing to release."""

    def _answer(self, request: Request) -> Reply:
        rng = random.Random(f"{request.seed}/{request.key}")
        if rng.random() < self.config.error_rate:
            return Reply(request.key, "", "error", "fake: failure on demand", self.model)
        if self.config.replies:
            text = self.config.replies[self.given % len(self.config.replies)]
            self.given += 1
        else:
            text = nudge(request, rng)
        words = sum(len(message.content.split()) for message in request.messages)
        return Reply(request.key, text, model=self.model, tokens_in=words, tokens_out=len(text.split()))


def nudge(request: Request, rng: random.Random) -> str:
    """One number of the editable text changed, or a comment with a number added where there is none; STAY to a decision."""
    asked = prompt.read(request.messages)
    if asked.kind == "directive":
        return "STAY"
    lines = asked.program.split("\n")
    try:
        low, high = spans(lines)[0]
    except MarkerError:
        low, high = 0, len(lines)
    places = [(k, found) for k in range(low, high) for found in _NUMBER.finditer(lines[k])]
    value = str(rng.randrange(1, 10**6))
    if places:
        row, found = rng.choice(places)
        if "." in found[0]:
            value = f"{float(found[0]) * rng.uniform(0.5, 2.0) + 1e-3:.4g}"
        changed = [*lines[:row], lines[row][: found.start()] + value + lines[row][found.end() :], *lines[row + 1 :]]
    else:
        changed = [*lines[:high], f"    # {value}", *lines[high:]]
    child = "\n".join(changed)
    return diff_edit(asked.program, child, "Change a number.") if child != asked.program and region(child) else "no idea"
