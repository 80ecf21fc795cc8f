"""A worker agent: an actor that owns a sandbox and judges what it is sent. It holds no secret and decides nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass

from eft.search.executors._cores import split
from eft.search.executors._protocol import Lane, Recipe
from eft.search.executors._team import Claim
from eft.search.executors._threads import Threads
from eft.search.leases import Held
from eft.types import InfrastructureError, Outcome

LANES: tuple[Lane, ...] = ("ordinary", "timing")


@dataclass(frozen=True)
class Hello:
    """What an agent says when it is ready."""

    pid: int
    profile: str
    slots: dict[Lane, int]


class Agent:
    """All of its methods are coroutines of one loop; evaluations run in threads. One agent per machine has the timing lane."""

    def __init__(self, recipe: Recipe, workers: int, timing_cores: int, timing: bool) -> None:
        """timing_cores: set aside on this machine, 0: none; timing: this agent is the one that uses them."""
        self._recipe, self._workers, self._timing_cores, self._timing = recipe, workers, timing_cores, timing
        self._held: set[Held] = set()

    async def hello(self) -> Hello:
        """Open the sandbox. Raises what that raises; here, because Ray tells why a method failed, but not why a constructor did."""
        cores = split(os.sched_getaffinity(0), self._timing_cores) if self._timing_cores else None
        self._threads = Threads(self._recipe, self._workers, cores, timing=self._timing)
        return Hello(os.getpid(), self._threads.profile, {lane: self._threads.slots(lane) for lane in LANES})

    async def evaluate(self, claim: Claim) -> Outcome | InfrastructureError:
        """The verdict, or why the machine could give none."""
        self._held.add(claim.held)
        try:
            return await self._threads.evaluate(claim.task, claim.source, claim.purpose)
        except InfrastructureError as error:
            return InfrastructureError(str(error))  # without its traceback: the causes may not travel
        finally:
            self._held.discard(claim.held)

    async def beat(self) -> frozenset[Held]:
        """What it works on."""
        return frozenset(self._held)
