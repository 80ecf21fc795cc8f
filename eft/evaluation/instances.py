"""Which instances a task is judged on, under which limits, and the constants that standardise its objective."""

from __future__ import annotations

import functools
import hashlib
import hmac
import math
import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eft.config import did_you_mean
from eft.evaluation.blocks.pools import fingerprint
from eft.evaluation.rounds import in_rounds
from eft.evaluation.tasks import is_timed, load_module, pool
from eft.types import InfrastructureError, Limits, Space, Task, UserError

PUBLIC_SECRET = "eft"  # noqa: S105 # default of `instance_secret`: hides instances from the sandbox, not from readers of this line
GENOTYPES = 60
IQR_PER_SIGMA = 1.35  # of a normal distribution


@dataclass(frozen=True, slots=True)
class Profile:
    """How much an evaluation may cost. `divisor` scales the task's CPU, wall and call limits down.

    instances: of a hidden task, at most (the final purpose takes four times as many). seeds: program seeds of a run unless given.
    together: all seeds of an instance run in one child, under the limits `cpu_s` and `wall_s` for the whole.
    """

    instances: int
    seeds: int
    divisor: float = 1.0
    together: bool = False
    cpu_s: float = math.inf
    wall_s: float = math.inf


PROFILES = {
    "cheap": Profile(instances=1, seeds=4, together=True, cpu_s=2.0, wall_s=6.0),  # budget in calls; the clock is the backstop
    "train": Profile(instances=3, seeds=1, divisor=5.0),
    "final": Profile(instances=3, seeds=1),
    "campaign": Profile(instances=3, seeds=1),
}


@dataclass(frozen=True, eq=False, slots=True)
class Instance:
    """One instance of a task: what `solve` gets, what only the scorer sees, and the objective's centre and spread."""

    label: str
    public: Mapping[str, Any]
    secret: Mapping[str, Any]
    objective: str | None
    centre: float = 0.0
    spread: float = 1.0


def profile_named(name: str) -> Profile:
    """A profile of PROFILES; UserError otherwise."""
    if name not in PROFILES:
        raise UserError(f"profile {name}: unknown{did_you_mean(name, PROFILES)}; there is: {', '.join(PROFILES)}")
    return PROFILES[name]


def limits(task: Task, profile: Profile, cpu_s: float | None = None, wall_s: float | None = None) -> Limits:
    """Limits of one child under `profile`, tightened by `cpu_s` and `wall_s` if given."""
    own = task.limits
    cpu = min(own.cpu_s / profile.divisor, profile.cpu_s, math.inf if cpu_s is None else cpu_s)
    wall = min(own.wall_s / profile.divisor, profile.wall_s, math.inf if wall_s is None else wall_s)
    if profile.together:
        calls: int | None = task.cheap_calls
    elif in_rounds(task) or is_timed(task):
        calls = own.calls  # rounds, and timed pairs, are part of the problem, not of its budget
    else:
        calls = None if own.calls is None else max(1, round(own.calls / profile.divisor))
    return replace(own, cpu_s=cpu, wall_s=wall, calls=calls)


def instances(task: Task, profile: Profile, purpose: str, secret: str) -> tuple[Instance, ...]:
    """The instances of a run: the one of a fixed task; of a hidden task those of the pool's half that HMAC(secret, id) puts first.

    purpose: `search`, or `final` for verdicts that are reported: the other half of the pool, four times as many.
    """
    if task.kind != "hidden":
        return (_instance(task, "", 0),)
    entries = pool(task, purpose)
    wanted = profile.instances * (4 if purpose == "final" else 1)
    order = sorted(range(len(entries)), key=lambda index: _draw(secret, task.id, purpose, index))[:wanted]
    return tuple(_instance(task, purpose, index) for index in order)


def _draw(secret: str, task_id: str, purpose: str, index: int) -> bytes:
    return hmac.new(secret.encode(), f"{task_id}/{purpose}/{index}".encode(), hashlib.sha256).digest()


def _instance(task: Task, half: str, index: int) -> Instance:
    return _build(_Key(task, half, index))


@dataclass(frozen=True)
class _Key:
    """Cache key of an instance; tasks hold mappings, so they compare by id here."""

    task: Task
    half: str
    index: int

    def __hash__(self) -> int:
        return hash((self.task.id, self.half, self.index))

    def __eq__(self, other: object) -> bool:
        mine = (self.task.id, self.task.folder, self.half, self.index)
        return isinstance(other, _Key) and mine == (other.task.id, other.task.folder, other.half, other.index)


@functools.lru_cache(maxsize=4096)
def _build(key: _Key) -> Instance:
    task = key.task
    make = _trusted(task, load_module(task, "score").instance)
    if task.kind != "hidden":
        public, secret = make({**task.params, **task.args}, None)
        label = ""
    else:
        entry = pool(task, key.half)[key.index]
        public, secret = make({**task.params, **task.args}, int(entry["seed"]))
        if entry.get("hash") not in (None, fingerprint(public)):
            raise InfrastructureError(
                f"{task.family}: instance {key.index} of pool {task.params['pool']} is not the one its reference is for"
            )
        secret = {**secret, "reference": entry["reference"]}
        label = f"hidden instance {key.index + 1}"
    file = task.folder / "objective.py"
    if not file.is_file():
        return Instance(label, public, secret, None)
    centre, spread = _trusted(task, standardise)(load_module(task, "objective").Objective(dict(public)))
    return Instance(label, public, secret, file.read_text(encoding="utf-8"), centre, spread)


def _trusted(task: Task, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of the family's own code, whose failure is ours and names the family."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:  # as in judge: it is named, never swallowed
            raise InfrastructureError(f"{task.family}: {type(error).__name__}: {error}") from error

    return call


def standardise(objective: Any) -> tuple[float, float]:
    """Centre and spread of an objective: median and interquartile range / 1.35 over 60 random genotypes of our own stream.

    Temperatures of annealing and the like then carry over between tasks. The spread is 1 where the values do not differ.
    """
    values = sorted(float(objective.value(z)) for z in genotypes(objective, GENOTYPES))
    low, _, high = statistics.quantiles(values, n=4)
    spread = (high - low) / IQR_PER_SIGMA or values[-1] - values[0]
    return statistics.median(values), spread if spread > 0 and math.isfinite(spread) else 1.0


def genotypes(objective: Any, count: int) -> list[list[Any]]:
    """`count` random points of the objective's space, the same in every process (only `Random.random` is promised to be stable)."""
    draw = random.Random(0).random
    size, kind = objective.size, objective.kind
    low, high = getattr(objective, "low", 0), getattr(objective, "high", 1)

    def one() -> list[Any]:
        keys = [draw() for _ in range(size)]
        if kind == "permutation":
            return sorted(range(size), key=keys.__getitem__)
        if kind == "vector":
            return [low + (high - low) * key for key in keys]
        low_, high_ = (0, 1) if kind == "bits" else (low, high)
        return [math.floor(low_ + key * (high_ - low_ + 1)) for key in keys]

    return [one() for _ in range(count)]


def space(task: Task, secret: str = PUBLIC_SECRET) -> Space | None:
    """The flat search view that programs of `task` get through `objective` (the first search instance); None without one."""
    if task.kind == "foreign" or not (task.folder / "objective.py").is_file():
        return None
    first = instances(task, PROFILES["cheap"], "search", secret)[0]
    return _space(_Key(task, "", 0), first)


@functools.lru_cache(maxsize=4096)
def _space(key: _Key, instance: Instance) -> Space:
    objective = load_module(key.task, "objective").Objective(dict(instance.public))
    return Space(objective.kind, int(objective.size), getattr(objective, "low", 0), getattr(objective, "high", 1))
