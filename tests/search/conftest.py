"""A small world for engine tests: one task without files, a backend that changes a number, no sandbox."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eft.text.prompt import read
from eft.types import Direction, Limits, Reply, Request, Scale, Task

SEED = "def solve(n):\n    # EVOLVE-BLOCK-START\n    a = 1\n    b = 2\n    c = 3\n    # EVOLVE-BLOCK-END\n    return {'x': a * b + c}\n"


@dataclass
class Tweaker:
    """Changes one number of the program it is shown. Now and then it writes nonsense; asked for a decision, it goes back at times.

    jitter_s: longest random pause, so that timing differs between runs. fail_after: requests after which every call fails.
    """

    nonsense: float = 0.1
    jitter_s: float = 0.0
    fail_after: int | None = None
    seen: list[Request] = field(default_factory=list)
    model: str = "tweaker"

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        if self.jitter_s:
            await asyncio.sleep(random.uniform(0, self.jitter_s))
        self.seen += requests
        if self.fail_after is not None and len(self.seen) > self.fail_after:
            return [Reply(request.key, "", finish="error", error="connection refused") for request in requests]
        return [Reply(request.key, self.text(request), tokens_in=10, tokens_out=5, cost_usd=0.001) for request in requests]

    def text(self, request: Request) -> str:
        rng, asked = random.Random(request.seed), read(request.messages)
        if rng.random() < self.nonsense:
            return "I would rather not."
        if asked.kind == "directive" or (asked.allow_backtrack and rng.random() < 0.5):
            return rng.choice(["BACKTRACK", f"BACKTRACK {(asked.tags or ('v0',))[0]}", "BACKTRACK v99", "STAY"])
        lines = [line for line in asked.program.split("\n") if re.search(r"= \d+$", line)]
        line = rng.choice(lines)
        return f"another number\n<<<<<<< SEARCH\n{line}\n=======\n{line.split('=')[0]}= {rng.randrange(1000)}\n>>>>>>> REPLACE"

    async def close(self) -> None: ...


def make_task(name: str = "toy/numbers/n=1", direction: Direction = Direction.MAX) -> Task:
    domain, family, params = name.split("/")
    return Task(
        id=name,
        domain=domain,
        family=f"{domain}/{family}",
        params=dict([params.split("=")]),
        split="train",
        direction=direction,
        unit="points",
        scale=Scale.GAIN,
        representation="V",
        statement="Return a number.",
        inputs={"n": "int"},
        outputs={"x": "int"},
        kind="fixed",
        limits=Limits(cpu_s=1, wall_s=3),
        cheap_calls=10,
        resolution=1e-9,
        baseline=0.0,
        best_known=None,
        far_bound=None,
        folder=Path("/nonexistent"),
    )


@pytest.fixture
def tweaker() -> type[Tweaker]:
    return Tweaker


@pytest.fixture
def task() -> Task:
    return make_task()


@pytest.fixture
def seed_program() -> str:
    return SEED
