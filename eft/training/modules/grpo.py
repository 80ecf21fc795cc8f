"""GRPO at test time: the policy searches, and is updated on what came of its own proposals.

Each round an archive picks P parents, the policy answers each G times, the sandbox judges, rewards become advantages within each group,
one or more updates follow, the sampler gets the new weights, and the children enter the archive (TTT-Discover,
github.com/test-time-training/discover; GRPO: DeepSeekMath, arXiv 2402.03300).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from eft.config import pick
from eft.search.plan import Prompting, Search
from eft.training.kl import Kl
from eft.training.mismatch import Mismatch
from eft.training.overlong import Overlong
from eft.types import UserError

if TYPE_CHECKING:
    from eft.training.job import Job

__all__ = ["Grpo"]


def _prompting() -> Prompting:
    return Prompting(style="compact", temperature=1.0, max_tokens=256)


@dataclass(frozen=True)
class Grpo:
    """tasks, searches: what is searched, as in `eft evolve`; parents: groups in a round; group: replies to each prompt.

    updates: optimiser steps per round, over as many parts of its groups. staleness: rounds sampled ahead (0: the policy is always the
    newest). old: log-probabilities that ratios start from: the `sampler`'s own, or `recompute`d by the trainer before the first update.
    frozen: sample and judge, but leave the weights alone (the comparison that a gain has to beat). backend: with an empty path it
    serves the model that is trained.
    """

    tasks: tuple[str, ...] = ()
    searches: int = 1
    rounds: int = 50
    parents: int = 8
    group: int = 16
    updates: int = 1
    staleness: int = 0
    old: Literal["sampler", "recompute"] = "sampler"
    frozen: bool = False
    prompting: Prompting = field(default_factory=_prompting)
    archive: Any = pick("eft.search.archives", "puct")
    backend: Any = pick("eft.backends", "local")
    loss: Any = pick("eft.training.losses", "grpo")
    advantage: Any = pick("eft.training.advantages", "group")
    reward: Any = pick("eft.training.rewards", "graded")
    kl: Kl = field(default_factory=Kl)
    mismatch: Mismatch = field(default_factory=Mismatch)
    overlong: Overlong = field(default_factory=Overlong)
    chunk_elements: int = 1 << 24
    profile: str = "cheap"
    evaluator: Literal["sandbox", "fake"] = "sandbox"
    sandbox: str = "zygote"
    workers: int = 2
    cpu_s: float | None = None
    wall_s: float | None = None
    instance_secret: str = "eft"  # noqa: S105 # public default, stored with the run

    def __post_init__(self) -> None:
        if min(self.searches, self.rounds, self.parents, self.updates, self.workers) < 1 or self.group < 2 or self.staleness < 0:
            raise ValueError("searches, rounds, parents, updates, workers at least 1, group at least 2, staleness at least 0")
        if self.prompting.temperature <= 0:
            raise ValueError("prompting.temperature must be positive: greedy replies have no distribution to train")
        if self.prompting.top_p != 1 and self.old == "sampler":
            raise ValueError("prompting.top_p below 1 cuts the sampler's distribution: use top_p=1, or old=recompute")
        if self.updates > self.parents:
            raise ValueError(f"updates={self.updates}: at most one for each of the parents={self.parents}")

    def prepare(self, settings: Any, out: Path) -> Job:
        """Read the policy; the search is opened when training begins."""
        from eft.training.online_job import prepare

        return prepare(self, settings, out)

    def plan_searches(self, seed: int) -> list[Search]:
        """Every task with every seed. UserError for unknown tasks, or none."""
        from eft.evaluation.tasks import select

        if not self.tasks:
            raise UserError("config key module.tasks: name what to search, e.g. module.tasks=[packing/circles_in_square/n=26]")
        attempts = self.rounds * self.parents * self.group
        return [Search(task, seed + number, attempts, task.initial) for number in range(self.searches) for task in select(self.tasks)]

    def serving(self, path: Path) -> Any:
        """The backend's configuration, with the policy's own path where it names none."""
        if not hasattr(self.backend, "path"):
            return self.backend
        return replace(self.backend, path=path) if self.backend.path == Path() else self.backend

    def describe(self, summary: dict[str, Any], out: Path) -> str:
        """The account printed at the end of a run."""
        first, last = summary["first"], summary["last"]
        rows = "\n".join(f"  {name:20} {first[name]:>9.3f} {last[name]:>9.3f}" for name in first)
        best = "\n".join(f"  {name}: {score:.9g} (seed program {seed:.9g})" for name, seed, score in summary["best"])
        frozen = " (frozen)" if self.frozen else ""
        return (
            f"{summary['rounds']} rounds{frozen}, {summary['attempts']:,} attempts, {summary['seconds']:.0f} s, "
            f"{summary['tokens']:,} tokens trained on ({summary['tokens_per_s']:.0f} tok/s)\n"
            f"  mean over              first {summary['window']:>2}   last {summary['window']:>2} rounds\n{rows}\n"
            f"best scores\n{best}\nmodel: {out / 'export'}"
        )
