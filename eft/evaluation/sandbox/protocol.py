"""The records between the engine and any sandbox: one job in, one result out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from eft.types import Limits, Status


@dataclass(frozen=True, slots=True)
class Call:
    """One call of `solve`. Only what its signature accepts of `seed`, `cpu_s` and `objective` is passed besides `inputs`.

    objective: source of the family's `objective.py`, or None; `calls` bounds its evaluations (None: not counted);
    its values are standardised as (value - centre) / spread.
    """

    inputs: Mapping[str, Any]
    seed: int = 0
    cpu_s: float | None = None
    objective: str | None = None
    calls: int | None = None
    centre: float = 0.0
    spread: float = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """One program and its calls, run in order in one process. `limits` bound the whole process, not each call."""

    source: str
    calls: tuple[Call, ...]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job. `answers` has one decoded entry per call if status is ok, else it is empty.

    error: text for the record and the model, control characters escaped, at most 2,000 characters.
    seconds, cpu_s, max_rss_mb, faults, switches: wall and CPU time, peak memory, page faults and context switches of the child;
    system_s: the kernel's share of cpu_s. walls: what stood around it, in words. log: what the program printed (escaped, cut).
    used_calls: objective evaluations per call as the child reported them (cooperative: a program can forge them).
    """

    status: Status
    answers: tuple[Any, ...] = ()
    error: str = ""
    seconds: float = 0.0
    cpu_s: float = 0.0
    system_s: float = 0.0
    max_rss_mb: float = 0.0
    faults: int = 0
    switches: int = 0
    walls: str = ""
    log: str = ""
    used_calls: tuple[int, ...] = ()


class Sandbox(Protocol):
    """Runs candidates. `run` blocks, may be called from many threads at once, and raises InfrastructureError when the
    machine failed and not the candidate."""

    @property
    def name(self) -> str: ...

    def run(self, job: Job) -> Result: ...

    def close(self) -> None: ...
