"""Who may answer for which job. Pure: no threads, no waiting, no clock but the readings it is given.

A job that is handed out is leased under a number: 1, 2, … for each new try. A lease ends when its owner dies, or when its owner has
given no sign of the job for `lease_s`; the job is then free for the next number, until `tries` numbers are used up. A result counts
only under the number that is out at the moment, and only once. Nothing is written down: a restart voids every lease.

The clock of the leases is not the machine's. A reading adds what has passed since the last one, but nothing for a step back and at
most a third of a lease: a coordinator that slept, was stopped or had its clock set has heard nobody, so it may accuse nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

TRIES = 3  # leases of one job that may be lost; then the job is given up

Held = tuple[int, int]  # a job and the number of its lease


@dataclass(slots=True)
class _Job:
    number: int = 0
    owner: str | None = None
    expiry_s: float = 0.0


class Leases:
    """The table of jobs. A sign of life is due every third of `lease_s`."""

    def __init__(self, lease_s: float, tries: int = TRIES) -> None:
        if lease_s <= 0 or tries < 1:
            raise ValueError("lease_s: more than 0; tries: at least 1")
        self.lease_s, self.tries = lease_s, tries
        self._jobs: dict[int, _Job] = {}
        self._now_s = 0.0
        self._reading_s: float | None = None

    def __len__(self) -> int:
        return len(self._jobs)

    def open(self, job: int) -> None:
        """A job that nobody works on. ValueError if it is open already."""
        if job in self._jobs:
            raise ValueError(f"job {job} is open")
        self._jobs[job] = _Job()

    def close(self, job: int) -> None:
        """Nobody wants the job any more; whatever is said of it from now on is late."""
        self._jobs.pop(job, None)

    def claim(self, job: int, owner: str) -> int:
        """Lease a free job to `owner`; its new number. ValueError if it is leased or used up."""
        entry = self._jobs[job]
        if entry.owner is not None or entry.number >= self.tries:
            raise ValueError(f"job {job} is not free")
        entry.number, entry.owner, entry.expiry_s = entry.number + 1, owner, self._now_s + self.lease_s
        return entry.number

    def beat(self, owner: str, held: Collection[Held]) -> None:
        """A sign of life: `owner` says what it works on. Only leases that are really its own are renewed."""
        for job, number in held:
            entry = self._jobs.get(job)
            if entry is not None and (entry.owner, entry.number) == (owner, number):
                entry.expiry_s = self._now_s + self.lease_s

    def settle(self, job: int, number: int) -> bool:
        """A result has come; True if it counts. The job is then closed."""
        if not self.current(job, number):
            return False
        del self._jobs[job]
        return True

    def current(self, job: int, number: int) -> bool:
        """True while this number of the job is out."""
        entry = self._jobs.get(job)
        return entry is not None and entry.owner is not None and entry.number == number

    def advance(self, reading_s: float) -> list[int]:
        """Let time pass up to a reading of a monotonic clock; the jobs whose leases have expired by it, now free or used up."""
        if self._reading_s is not None:
            self._now_s += min(max(0.0, reading_s - self._reading_s), self.lease_s / 3)
        self._reading_s = reading_s
        return self._free(job for job, entry in self._jobs.items() if entry.owner is not None and entry.expiry_s <= self._now_s)

    def lost(self, owner: str) -> list[int]:
        """The owner is dead: its jobs, now free or used up."""
        return self._free(job for job, entry in self._jobs.items() if entry.owner == owner)

    def used_up(self, job: int) -> bool:
        """True when a free job may not be tried again."""
        entry = self._jobs[job]
        return entry.owner is None and entry.number >= self.tries

    def tried(self, job: int) -> int:
        """How many leases of an open job there have been."""
        return self._jobs[job].number

    def owners(self) -> dict[int, tuple[str, int]]:
        """Owner and number of every lease that is out, by job."""
        return {job: (entry.owner, entry.number) for job, entry in self._jobs.items() if entry.owner is not None}

    def _free(self, jobs: Iterable[int]) -> list[int]:
        freed = list(jobs)
        for job in freed:
            self._jobs[job].owner = None
        return freed
