"""Makespan of a job shop's semi-active schedule, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks import shopgen
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import scheduling


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """n jobs, each on m machines in random order, times uniform in 1..99."""
    return shopgen.job_shop(Stream(seed or 0, "scheduling/job_shop"), params["n"], params["m"]), {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    machine, time = public["machine"], public["time"]
    ops = integer(answer, "ops", machine.size, 0, len(machine) - 1)
    return relative(scheduling.job_shop(ops, machine, time), "makespan", secret["reference"])
