"""Was it right to stay, or to go back? Answered by hindsight from the attempt log (the directive itself: `search/plan.py`).

A tip is a program, not the seed, whose failed children have reached a multiple of `patience`. Whatever the search did then, what came
later says what would have paid:
  * stay: a later child of the tip was better than the tip;
  * back: a later child of one of its ancestors was, and nothing that grew from the tip; the tag is that ancestor's, the first to do so;
  * undecided: anything else. The log does not say, so the point is counted and not exported.
Rows are rendered by the code that asks the policy (`text.prompt`, kind directive) from the tree as it stood at that time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice
from typing import Any, Literal

from eft.search.lineage import Individual, Tree, chain, nodes
from eft.text.context import Context, Node
from eft.text.prompt import render
from eft.training.account import Account
from eft.training.choose import DIRECTIVE
from eft.training.columns import FINCH, OURS
from eft.training.labels import IMPROVED
from eft.training.sources._texts import texts
from eft.types import Attempt, Message, Space, Status, Task, content_id

STAY, BACK = "STAY", "BACKTRACK"


@dataclass(frozen=True)
class Asking:
    """How decisions are asked for, as in `search.plan.Prompting`. patience: failed children that make a decision due. lineage: programs shown.

    style: of the prompts, full or compact. rounds: decisions of one tip, so that a hopeless one does not fill the data; 0: none at all.
    """

    patience: int = 4
    lineage: int = 6
    rounds: int = 3
    style: Literal["full", "compact"] = "compact"
    feedback: bool = True

    def __post_init__(self) -> None:
        if self.lineage < 2 or self.patience < 1 or self.rounds < 0:
            raise ValueError("lineage at least 2, patience at least 1, rounds at least 0")


@dataclass(slots=True)
class Point:
    """One decision. at: number of the attempt after which it was due. shown: the chain as prompts show it, root first, tip last.

    stay, back: the program that shows it (empty: none came). tag: the ancestor that `back` grew from. grown: something below the tip beat it.
    """

    at: int
    tip: Individual
    shown: tuple[Node, ...]
    stay: str = ""
    back: str = ""
    tag: str = ""
    grown: bool = False

    @property
    def answer(self) -> str:
        """STAY, `BACKTRACK vK` (without the tag where the prompt does not show that ancestor), or empty while undecided."""
        if self.stay:
            return STAY
        if not self.back or self.grown:
            return ""
        return f"{BACK} {self.tag}" if self.tag in {node.tag for node in self.shown[:-1]} else BACK


class Hindsight:
    """The decision points of one search, answered as its log is read. O(depth · log) an attempt, whatever the number of open points."""

    def __init__(self, tree: Tree, asking: Asking) -> None:
        self.points: list[Point] = []
        self._tree, self._asking = tree, asking
        self._of_tip: dict[str, list[Point]] = defaultdict(list)
        self._below: dict[str, list[tuple[float, int]]] = defaultdict(list)  # ancestor -> heap of (value of the tip, number of the point)

    def read(self, attempt: Attempt, source: str | None) -> None:
        """The next attempt in the order in which they were committed; `source`: its child's."""
        parent = self._tree.get(attempt.parent)
        child = self._tree.record(attempt, source)
        if child is not None:
            self._settle(child)
        if parent is not None and parent.parent is not None and (child is None or child.value <= parent.value):
            rounds, rest = divmod(parent.failed_count, self._asking.patience)
            if rest == 0 and rounds <= self._asking.rounds:
                self._open(attempt.index, parent)

    def _open(self, at: int, tip: Individual) -> None:
        point = Point(at, tip, nodes(chain(tip, self._asking.lineage)))
        self._of_tip[tip.id].append(point)
        for ancestor in islice(tip.upwards(), 1, None):
            heappush(self._below[ancestor.id], (tip.value, len(self.points)))
        self.points.append(point)

    def _settle(self, child: Individual) -> None:
        """What this program proves: of the tips it grew from, and of the tips that grew from its parent."""
        parent = child.parent
        for above in islice(child.upwards(), 1, None):
            for point in self._of_tip.get(above.id, ()) if child.value > above.value else ():
                point.grown = True
                if above is parent and not point.stay:
                    point.stay = child.id
        heap = self._below.get(parent.id, []) if parent is not None else []
        while heap and heap[0][0] < child.value:
            point = self.points[heappop(heap)[1]]
            if parent is not None and not point.back:
                point.back, point.tag = child.id, parent.tag


@dataclass
class Deciding:
    """Rows of decisions. source: a program by id; feedback: what the evaluation said of (search, attempt); leak: why a program leaks."""

    source: Callable[[str], str]
    space: Callable[[Task], Space | None]
    feedback: Callable[[str, int], str]
    leak: Callable[[str], str]
    asking: Asking = Asking()

    def rows(self, search: str, attempts: Iterable[Attempt], task: Task, account: Account, run: str = "") -> Iterator[dict[str, Any]]:
        """Rows of one search, decided points alone; the counts are added to `account`'s. run: prefix of the search's name in the rows."""
        seen = Hindsight(Tree(task.direction), self.asking)
        for attempt in attempts:
            seen.read(attempt, None if attempt.child is None else self.source(attempt.child))
        answers = [point.answer for point in seen.points]
        account.count("decision points", len(answers))
        account.count("undecided by hindsight", -answers.count(""))
        account.count("right to stay", answers.count(STAY))
        account.count("right to go back", sum(answer.startswith(BACK) for answer in answers))
        for point in seen.points:
            if point.answer:
                yield self._row(search, run, point, task)

    def prompt(self, search: str, point: Point, task: Task) -> tuple[Message, ...]:
        """What the engine asks at this point (an archive that offers donors would show those too: the log does not hold them)."""
        tip, full = point.tip, self.asking.style == "full"
        feedback = self.feedback(search, tip.index) if full and self.asking.feedback else ""
        context = Context(
            task,
            self.source(tip.id),
            space=self.space(task),
            score=tip.score,
            progress=tip.progress,
            lineage=point.shown,
            feedback=feedback,
            kind=DIRECTIVE,
        )
        return render(context, self.asking.style)

    def _row(self, search: str, run: str, point: Point, task: Task) -> dict[str, Any]:
        messages, answer, tip = self.prompt(search, point, task), point.answer, point.tip
        user = "\n".join(m.content for m in messages if m.role == "user")
        system = "\n".join(m.content for m in messages if m.role == "system")
        program, proof, ok = self.source(tip.id), point.stay or point.back, Status.OK.value
        return dict.fromkeys(FINCH | OURS) | texts(system, user, "", answer) | {
            "domain": task.domain, "task": task.family.replace("/", "_"), "improvement_label": IMPROVED, "improvement_delta": "{}",
            "global_uid": f"{run}{search}", "instance_uid": content_id(f"{run}{search}#{point.at}/decision\n{user}\n{answer}"),
            "iteration": point.at, "island_id": tip.island, "generation": tip.depth, "parent_id": tip.id, "child_id": proof,
            "parent_metrics": json.dumps({"score": tip.score, "progress": tip.progress}), "child_metrics": "{}", "parent_code": program,
            "child_code": "", "metadata": json.dumps({"hindsight": proof}), "task_id": task.id, "family": task.family,
            "split": task.split, "kind": DIRECTIVE, "status": ok, "parent_status": ok, "reason": "", "parent_scores": [],
            "child_scores": [], "parent_progress": tip.progress, "stage": "", "change": "", "quarantined": False, "donors": [],
            "prompt_style": self.asking.style, "search": f"{run}{search}", "leak": self.leak(program),
        }  # fmt: skip
