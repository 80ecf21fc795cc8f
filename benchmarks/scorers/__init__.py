"""The rows of `bench_scorers.py`: one file a domain, each with `rows(rng)`."""

from __future__ import annotations

import time

CLOCK = time.thread_time  # CPU time: nothing here uses a second thread, and the machine may be shared


def agree(case: str, exact: float, rival: float, name: str) -> None:
    """SystemExit unless a rival's float is the exact value to nine digits."""
    if not abs(exact - rival) <= 1e-9 * abs(exact):
        raise SystemExit(f"{case}: {name} gives {rival!r}, the exact value is {exact!r}; nothing was timed")
