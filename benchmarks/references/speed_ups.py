"""Speed-up of right/3_strong over the seed program at the full sizes of timed families: `speed_ups.py speed/convolve2d [pairs]`.

Prints one line per instance: median of the ratios of CPU times (of C: of wall times) and its 95 % interval. The medians are the `best_known` values of task.yaml; take
them on an idle machine.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from eft.evaluation.compiled import race
from eft.evaluation.instances import PROFILES, Instance
from eft.evaluation.sandbox.zygote import ALL_WALLS
from eft.evaluation.scoring import judge
from eft.evaluation.tasks import is_kernel, read_family
from eft.evaluation.timed import contest
from eft.evaluation.timing.lane import KernelLane
from eft.evaluation.timing.programs import Lane


def main(family: str, pairs: int = 15) -> None:
    """Measure every instance of `family`."""
    if is_kernel(read_family(family)[0]):
        kernels(family, pairs)
        return
    lane = Lane(ALL_WALLS)
    for task in read_family(family):
        plan = contest(
            task, PROFILES["final"], replace(task.limits, calls=pairs), lambda p, s, a, t=task: judge(t, Instance("", p, s, None), a)
        )
        speed = lane.measure(
            replace(plan, warm_ups=1), (task.folder / "right" / "3_strong.py").read_text(encoding="utf-8"), task.initial, []
        )
        ratio = speed.ratio
        print(
            f"{task.id}: {ratio.value:.4g} [{ratio.low:.4g}, {ratio.high:.4g}], "
            f"{1e3 * speed.candidate_s:.4g} ms against {1e3 * speed.reference_s:.4g} ms, {pairs} pairs",
            flush=True,
        )
    lane.close()


def kernels(family: str, pairs: int) -> None:
    """The same for a family of C programs: `pairs` in each round."""
    lane = KernelLane()
    for task in read_family(family):
        found = race(task, PROFILES["final"], replace(task.limits, calls=pairs))
        report = lane.measure(*found, (task.folder / "right" / "3_strong.c").read_text(encoding="utf-8"), task.initial)
        print(f"{task.id}: {report.line()}", flush=True)
    lane.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
