"""Tasks whose score is a speed: programs are timed against the family's seed program, `initial.py`.

A family (representation C, tag `timing`) writes `instance(params, seed)` so that the seed decides the inputs of one call: arrays of the
same dtypes and shapes for every seed, and constants; `score(public, secret, answer)` judges the outputs of one call, its value means
nothing; and it adds

    outputs(params) -> {name: (dtype, shape)}

A program defines `solve(**inputs) -> {name: array}` and may define `setup(shapes)`, which is called once, before any timed call.
`limits.calls` and `cheap.calls` are timed pairs. The cheap profile takes the parameters `cheap` of an instance's `args` instead of the
task's own.
"""

from __future__ import annotations

from dataclasses import replace

from eft.evaluation.instances import Profile
from eft.evaluation.tasks import load_module
from eft.evaluation.timing.programs import Contest, Judge, Speed
from eft.types import Limits, Task

WARM_UPS = 2  # pairs; judged like the others


def contest(task: Task, profile: Profile, limits: Limits, judge: Judge) -> Contest:
    """What is timed under `profile`."""
    module = load_module(task, "score")
    params = {**task.params, **(task.args["cheap"] if profile.together else {})}
    assert limits.calls is not None  # families whose programs are timed say how many pairs
    bounds = replace(limits, cpu_s=task.limits.cpu_s, wall_s=task.limits.wall_s)  # a share of the time would only cut a measurement short
    return Contest(lambda seed: module.instance(params, seed), module.outputs(params), judge, limits.calls, WARM_UPS, bounds)


def words(speed: Speed) -> str:
    """What the model may know of a measurement."""
    ratio = speed.ratio
    return (
        f"CPU time of one call: {1e3 * speed.candidate_s:.4g} ms, the seed program's {1e3 * speed.reference_s:.4g} ms; "
        f"median of the ratios {ratio.value:.4g}, 95 % interval [{ratio.low:.4g}, {ratio.high:.4g}]"
    )
