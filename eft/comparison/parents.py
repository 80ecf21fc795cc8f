"""A fixed set of parent programs at several stages of search, the same for every arm."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from eft.search.store import Store
from eft.types import Evaluator, Task

STAGES = ("weak", "mid", "good")
HAND, SEED = "hand", "seed"  # stages of parents that no mutator wrote


@dataclass(frozen=True, slots=True)
class Parent:
    """One program of a held-out task. stage: the third of its search's score range that it comes from; `seed` or `hand` if of no search."""

    task: str
    stage: str
    source: str

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def choose(store: Store, search: str, task: Task, per_stage: int, seed: int) -> list[Parent]:
    """`per_stage` distinct programs from each third, by rank, of the valid programs of one search (fewer if there are fewer).

    Programs of equal score count once, so that a stage holds different qualities and not copies of one.
    """
    by_score: dict[float, str] = {}
    for attempt in store.attempts(search):
        if (
            attempt.child
            and attempt.outcome
            and attempt.outcome.ok
            and attempt.outcome.score is not None
            and not attempt.outcome.quarantined
        ):
            by_score.setdefault(attempt.outcome.score, attempt.child)
    ranked = [by_score[score] for score in sorted(by_score, reverse=task.direction.value == "min")]
    rng = random.Random(f"{seed}/{search}")
    parents = []
    for stage, members in zip(STAGES, thirds(ranked), strict=True):
        for program in rng.sample(members, min(per_stage, len(members))):
            parents.append(Parent(task.id, stage, store.source(program)))
    return parents


def hand_written(task: Task, evaluator: Evaluator) -> list[Parent]:
    """The programs of the family's ladder, as far as they run under the evaluator's limits.

    A ladder's first step is as a rule the seed program under a comment. Its stage is `seed`: searches of training families begin with the same
    lines, so that it says nothing about programs written by others.
    """
    texts = [file.read_text(encoding="utf-8") for file in sorted((task.folder / "right").glob("*.py"))]
    return [Parent(task.id, SEED if _same(text, task.initial) else HAND, text) for text in texts if evaluator.evaluate(task, text).ok]


def _same(one: str, other: str) -> bool:
    """Equal but for layout and comments."""
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


def thirds(items: Sequence[str]) -> list[list[str]]:
    """Three runs of `items` in order whose lengths differ by at most one."""
    count = len(items)
    cuts = [round(count * i / 3) for i in range(4)]
    return [list(items[a:b]) for a, b in pairwise(cuts)]
