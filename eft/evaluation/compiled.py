"""Tasks whose programs are C: one function, timed by the kernel timer against the family's seed program, `initial.c`.

A family (representation K, tag `timing`) has no score.py: `args: {kernel: NAME, case: CASE, cheap: {case: CASE}}` of an instance names a kernel
of `eft/evaluation/timing/kernels/`, which makes the inputs, checks every output and declares the function, its case, and that of the cheap
profile. `limits.calls` and `cheap.calls` are timed pairs in a round.
"""

from __future__ import annotations

import math

from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.instances import Profile
from eft.evaluation.timing import kernels
from eft.evaluation.timing.harness import Limits as Bounds
from eft.evaluation.timing.measure import Plan
from eft.evaluation.timing.problem import Kernel
from eft.evaluation.timing.report import Report
from eft.types import InfrastructureError, Limits, Task, UserError

__all__ = ["judged", "race"]

LOST = 0.02  # of a call's time, to other processes: far below the families' resolution of 0.1
TRIES = 6.0  # times as many pairs may be tried as are wanted: on a busy machine most are disturbed
ROUNDS, SPARE = 6, 6  # six rounds give an interval over rounds; cheap: one round, its own interval
WIDTH = 0.1  # of that interval: wider ones are measured on, up to SPARE more rounds


def race(task: Task, profile: Profile, limits: Limits) -> tuple[Kernel, str, Plan]:
    """Kernel, case and plan of a measurement under `profile`."""
    kernel = kernels.find(task.args["kernel"])
    case = (task.args["cheap"] if profile.together else task.args)["case"]
    if case not in kernel.cases:
        raise UserError(f"{task.id}: {kernel.name} has no case {case!r}; there is: {', '.join(kernel.cases)}")
    assert limits.calls is not None  # families whose programs are timed say how many pairs
    bounds = Bounds(memory_bytes=limits.memory_mb << 20, cpu_s=task.limits.cpu_s)  # a share of the time would only cut a measurement short
    rounds, width = (1, math.inf) if profile.together else (ROUNDS, WIDTH)
    return (
        kernel,
        case,
        Plan(limits.calls, rounds=rounds, spare=2 if profile.together else SPARE, tries=TRIES, lost=LOST, width=width, limits=bounds),
    )


def judged(report: Report) -> Verdict:
    """The lower end of the interval, with what the model may know of the measurement. InfrastructureError if the machine was too noisy for one."""
    if report.verdict == "REJECTED":
        return Verdict(False, None, report.reason)
    if report.verdict == "NOISY" or report.low is None:
        raise InfrastructureError(f"kernel timer: {report.reason or 'the machine is too noisy'}")
    words = (
        f"one call: {report.candidate_us:.4g} us, the seed program's {report.reference_us:.4g} us; "
        f"median of the ratios {report.ratio:.4g}, 95 % interval [{report.low:.4g}, {report.high:.4g}]"
    )
    return Verdict(True, report.low, words)
