"""Random shops; all draws from a `Stream`."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import I64, Stream


def job_shop(stream: Stream, jobs: int, machines: int) -> dict[str, I64]:
    """Every job visits each machine once in random order, times uniform in 1..99; machine, time: [jobs, machines]."""
    machine = np.stack([stream.permutation(machines) for _ in range(jobs)])
    return {"machine": machine, "time": stream.randint(1, 99, jobs * machines).reshape(jobs, machines)}
