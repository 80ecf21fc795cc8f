"""Cores for timing: some of the machine's are set aside, and everything else of this process is kept off them.

Affinity is inherited: a sandbox's server runs where the thread that started it may run. It keeps our own work away, not other
people's; a node of one's own (SLURM `--exclusive`, a cpuset) does that (reference kernels show whether it is quiet enough).
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from eft.types import UserError

Cores = frozenset[int]


@dataclass(frozen=True)
class Split:
    """Cores for ordinary work, and those set aside."""

    ordinary: Cores
    timing: Cores


def split(usable: Collection[int], timing_cores: int) -> Split:
    """Set the last `timing_cores` of the usable cores aside (the first usually serves the machine's interrupts).

    UserError when nothing would be left for ordinary work.
    """
    if timing_cores < 1:
        raise UserError(f"executor.timing_cores={timing_cores}: tasks that time kernels need at least 1 core of their own")
    if len(usable) <= timing_cores:
        raise UserError(
            f"executor.timing_cores={timing_cores}: tasks that time kernels need that many cores of their own and one more for all "
            f"other work, but this process may use {len(usable)}; run on a machine with more cores"
        )
    ordered = sorted(usable)
    return Split(frozenset(ordered[:-timing_cores]), frozenset(ordered[-timing_cores:]))


class Confinement:
    """Keeps all threads of this process on some cores until `release`; threads and processes that they start inherit it."""

    def __init__(self, cores: Cores) -> None:
        self._before = os.sched_getaffinity(0)
        _move(cores)

    def release(self) -> None:
        """Let all threads of this process run where they might before."""
        _move(self._before)


def _move(cores: Collection[int]) -> None:
    for thread in os.listdir("/proc/self/task"):
        with suppress(ProcessLookupError):  # it ended meanwhile
            os.sched_setaffinity(int(thread), cores)
