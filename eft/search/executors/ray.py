"""Judges programs by worker agents: Ray actors, each with a sandbox of its own. Leases make their loss harmless (`_team`)."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from eft.search.executors._agent import Agent, Hello
from eft.search.executors._cluster import Cluster
from eft.search.executors._protocol import Executor, Lane, Setup
from eft.search.executors._team import Claim, Team
from eft.types import InfrastructureError, UserError

__all__ = ["Ray"]

HELLO_S = 120.0  # an agent that is not ready by then will not be: the cluster has no place for it, or its sandbox does not start
MAX_STARTS = 3  # agents in a row that died before they were ready; then the run ends (and can be continued)


@dataclass(frozen=True)
class Ray:
    """agents: worker agents, 0 is one per machine of the cluster. workers: evaluations of an agent at a time.

    address: host:port of a running cluster, empty to start one on this machine. lease_s: an agent that is silent for so long is given
    up. timing_cores: of each machine, set aside when a task's score is a time (`timing` among its tags).
    """

    agents: int = 2
    workers: int = 1
    address: str = ""
    lease_s: float = 30.0
    timing_cores: int = 1

    def __post_init__(self) -> None:
        if self.agents < 0 or self.workers < 1 or self.lease_s <= 0:
            raise ValueError("agents at least 0, workers at least 1, lease_s more than 0")

    def build(self, setup: Setup) -> Executor:
        """Connect, start the agents, wait until they are ready. UserError if that is not possible or not safe."""
        cluster = Cluster(self.address, max(1, self.agents) * self.workers)
        try:
            crew = RayCrew(cluster, self, setup)
            hellos = crew.open()
        except BaseException:  # only to close what was opened; it is raised on
            cluster.close()
            raise
        slots: dict[Lane, int] = {}
        for lane, count in itertools.chain.from_iterable(hello.slots.items() for hello in hellos):
            slots[lane] = slots.get(lane, 0) + count
        return Team(crew, hellos[0].profile, slots, lease_s=self.lease_s, audit=setup.audit, version=setup.version)


@dataclass
class _Place:
    """Where an agent belongs: a machine, and whether its timing lane is there. starts: in a row, of agents that never got ready."""

    node: str
    timing: bool
    starts: int = 0


class RayCrew:
    """The agents. Ray's own retries are off: at most one delivery each, and the leases see to the rest."""

    def __init__(self, cluster: Cluster, config: Ray, setup: Setup) -> None:
        self._cluster, self._config, self._setup = cluster, config, setup
        self._names = itertools.count(1)
        self._agents: dict[str, Any] = {}
        self._places: dict[str, _Place] = {}
        self._hellos: dict[str, Hello] = {}
        self._closed = False

    def open(self) -> list[Hello]:
        """Start all agents and wait for them."""
        nodes = [node["NodeID"] for node in self._cluster.nodes]
        chosen = [nodes[number % len(nodes)] for number in range(self._config.agents or len(nodes))]
        for number, node in enumerate(chosen):
            self._begin(_Place(node, self._setup.timing and node not in chosen[:number]))
        ray = self._cluster.ray
        waiting = {name: agent.hello.remote() for name, agent in self._agents.items()}
        try:
            self._hellos = {name: ray.get(reference, timeout=HELLO_S) for name, reference in waiting.items()}
        except ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, UserError) else InfrastructureError(f"executor ray: {error.cause}") from error
        except ray.exceptions.RayError as error:
            raise InfrastructureError(f"executor ray: an agent did not start: {_line(error)}") from error
        return list(self._hellos.values())

    # --- as a crew ---------------------------------------------------------------------------------------------------------

    def start(self, team: Team) -> None:
        """The agents join."""
        self._team, self._loop = team, asyncio.get_running_loop()
        for name, hello in self._hellos.items():
            team.join(name, hello.slots)

    def send(self, owner: str, claim: Claim) -> None:
        """One claim; what comes back, or the agent's death, is the team's to judge."""
        self._when(owner, self._agents[owner].evaluate.remote(claim), lambda answer: self._team.result(owner, claim.held, answer))

    def ask(self, owner: str) -> None:
        """A sign of life."""
        self._when(owner, self._agents[owner].beat.remote(), lambda held: self._team.beat(owner, held))

    def end(self, owner: str) -> None:
        """Kill an agent and start another in its place."""
        self._replace(owner)

    def close(self) -> None:
        """End the agents and the connection."""
        self._closed = True
        for agent in self._agents.values():
            self._cluster.ray.kill(agent)
        self._cluster.close()

    # --- agents --------------------------------------------------------------------------------------------------------------

    def _begin(self, place: _Place) -> str:
        ray, name = self._cluster.ray, f"agent-{next(self._names)}"
        place.starts += 1
        strategy = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(place.node, soft=not place.timing)
        make = ray.remote(Agent).options(num_cpus=self._config.workers, max_restarts=0, max_task_retries=0, scheduling_strategy=strategy)
        timing_cores = self._config.timing_cores if self._setup.timing else 0
        self._agents[name] = make.remote(self._setup.recipe, self._config.workers, timing_cores, place.timing)
        self._places[name] = place
        return name

    def _replace(self, owner: str) -> None:
        """Another agent for a place whose agent is gone or shall go."""
        if (agent := self._agents.pop(owner, None)) is None:
            return
        self._cluster.ray.kill(agent)
        place = self._places.pop(owner)
        if place.starts >= MAX_STARTS:
            self._team.fail(f"ray: {MAX_STARTS} agents in a row did not start; the same command continues the run")
            return
        name = self._begin(place)
        self._when(name, self._agents[name].hello.remote(), lambda hello: self._ready(name, hello))
        self._loop.call_later(HELLO_S, self._overdue, name)

    def _ready(self, name: str, hello: Hello) -> None:
        if name in self._places:
            self._places[name].starts = 0
            self._hellos[name] = hello
            self._team.join(name, hello.slots)

    def _overdue(self, name: str) -> None:
        """An agent that had its time to get ready."""
        if not self._closed and name not in self._hellos:
            self._replace(name)

    def _when(self, owner: str, reference: Any, then: Callable[[Any], None]) -> None:
        """Call `then` in the loop with what the agent answers; if it is dead, say so and replace it."""

        exceptions = self._cluster.ray.exceptions

        def land(future: Future[Any]) -> None:
            error = future.exception()
            if error is None:
                then(future.result())  # even if the agent has been given up: the team knows what is late
            elif isinstance(error, exceptions.RayTaskError) and owner in self._hellos:
                then(error.cause)
            elif owner in self._agents and not self._closed and not isinstance(error, exceptions.ActorUnavailableError):
                self._team.leave(owner, "its process died" if isinstance(error, exceptions.ActorDiedError) else _line(error))
                self._replace(owner)

        def pass_on(future: Future[Any]) -> None:
            with suppress(RuntimeError):  # the loop has ended before the answer came
                self._loop.call_soon_threadsafe(land, future)

        reference.future().add_done_callback(pass_on)


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
