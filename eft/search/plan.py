"""What is about to be tried: a search, a plan for one of its attempts, and the prompt that follows from it.

A plan is stored with the model call, so that work in flight at a kill is taken up again as it was meant. Everything random is drawn
from (search seed, task, attempt, purpose), so a plan depends on the attempt log and on nothing else.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from eft.search.archives._protocol import ArchiveState
from eft.search.lineage import Individual, Tree, chain, dead_branch, nodes
from eft.search.store import Store
from eft.text.prompt import Context, Node, render
from eft.types import Message, Space, Task

Order = Literal["free", "strict"]
Backtrack = Literal["off", "archive", "policy", "directive"]


@dataclass(frozen=True)
class Search:
    """One search: a task, a seed, the program to start from, and how many attempts (the seed program's not counted)."""

    task: Task
    seed: int
    attempts: int
    initial: str

    @property
    def name(self) -> str:
        return f"{self.task.id}@{self.seed}"


@dataclass(frozen=True)
class Prompting:
    """What a request holds. style: full | compact. lineage: programs of the chain shown (at least 2). max_tokens: of a reply.

    backtrack: `off`; `archive` (after `patience` failed attempts on a program the archive's rule goes back); `policy` (from then on the
    request may be answered by BACKTRACK); `directive` (from then on the decision is asked for by itself first).
    """

    style: Literal["full", "compact"] = "full"
    lineage: int = 6
    feedback: bool = True
    temperature: float = 0.7
    top_p: float = 1.0
    max_tokens: int = 1024
    backtrack: Backtrack = "off"
    patience: int = 4

    def __post_init__(self) -> None:
        if self.lineage < 2 or self.patience < 1 or self.max_tokens < 1 or self.temperature < 0:
            raise ValueError("lineage at least 2, patience and max_tokens at least 1, temperature at least 0")


@dataclass(frozen=True, slots=True)
class Plan:
    """One attempt before its reply. `tip`: the program selected, when the edit goes to an ancestor instead.

    lineage and fallback (a tag) are there only when the policy may go back: what it may choose from, and the archive's rule.
    directive: the first turn of a decision (prompt id, reply, tokens), once it has been taken.
    """

    index: int
    parent: str
    donors: tuple[str, ...] = ()
    island: int = 0
    generation: int = 0
    kind: str = "edit"
    backtrack_to: str | None = None
    backtrack_by: str = ""
    tip: str | None = None
    lineage: tuple[Node, ...] = ()
    members: tuple[str, ...] = ()
    fallback: str = ""
    directive: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For JSON, without what is empty."""
        found = {name: value for name in PLAN_FIELDS if (value := getattr(self, name))}
        return {**found, "lineage": [asdict(node) for node in self.lineage]} if self.lineage else found

    @staticmethod
    def read(data: Mapping[str, Any]) -> Plan:
        """Inverse of `plain`."""
        lists = {key: tuple(data.get(key, ())) for key in ("donors", "members")}
        shown = tuple(Node(**{**node, "failed": tuple(node["failed"])}) for node in data.get("lineage", ()))
        return Plan(**{"index": 0, **data, **lists, "lineage": shown})


PLAN_FIELDS = tuple(f.name for f in fields(Plan))


def draw(search: Search, index: int, purpose: str) -> random.Random:
    """The generator for one purpose of one attempt."""
    return random.Random(draw_seed(search, index, purpose))


def draw_seed(search: Search, index: int, purpose: str) -> int:
    """A 63-bit number for one purpose of one attempt."""
    digest = hashlib.blake2b(f"{search.name}#{index}/{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@dataclass
class Planner:
    """Turns the state of one search into plans and prompts. Changes nothing."""

    search: Search
    prompting: Prompting
    store: Store
    space: Callable[[Task], Space | None]

    def propose(self, index: int, tree: Tree, archive: ArchiveState, busy: list[Individual]) -> tuple[Plan, tuple[Message, ...]]:
        """Select a parent and write the request for attempt `index`."""
        choice = archive.select(draw(self.search, index, "select"), busy)
        tip, mode = choice.parent, self.prompting.backtrack
        weary = tip.failed_count >= self.prompting.patience and tip.parent is not None
        plan = Plan(index, tip.id, tuple(node.id for node in choice.donors), choice.island, tip.depth + 1)
        if weary and mode == "archive":
            return self._go_back(plan, tip, archive.ancestor(tip), tree)
        if choice.back and mode != "off":
            plan = replace(plan, backtrack_to=tip.id, backtrack_by="archive")
        line = chain(tip, self.prompting.lineage)
        if weary and mode in ("policy", "directive"):
            rule = archive.ancestor(tip)
            fallback = rule if rule in line else line[0]
            kind = "directive" if mode == "directive" else "edit"
            members = tuple(node.id for node in line)
            plan = replace(plan, kind=kind, lineage=nodes(line), members=members, fallback=fallback.tag)
        return plan, self._render(plan, tip, nodes(line), allow=weary and mode == "policy")

    def _go_back(self, plan: Plan, tip: Individual, ancestor: Individual, tree: Tree) -> tuple[Plan, tuple[Message, ...]]:
        """The archive's rule gives the tip up."""
        line = [node for node in chain(tip, self.prompting.lineage) if node.depth > ancestor.depth]
        dead = dead_branch((Node(ancestor.tag, "", ""), *nodes(line)), ancestor.tag)
        back = replace(
            plan,
            parent=ancestor.id,
            donors=tuple(donor for donor in plan.donors if donor != ancestor.id),
            generation=ancestor.depth + 1,
            kind="after_backtrack",
            backtrack_to=ancestor.id,
            backtrack_by="archive",
            tip=tip.id,
        )
        return back, self._render(back, ancestor, nodes(chain(ancestor, self.prompting.lineage)), dead=dead)

    def after_directive(
        self, plan: Plan, tag: str | None, tree: Tree, first: Mapping[str, Any], *, stay: bool
    ) -> tuple[Plan, tuple[Message, ...]]:
        """The second turn: the edit of the ancestor that the policy (or, without a tag, the archive's rule) goes back to.

        A function of the plan and the decision alone, apart from scores that never change.
        """
        if stay:
            stays = replace(plan, kind="edit", lineage=(), members=(), fallback="", directive=first)
            return stays, self._render(stays, tree[plan.parent], plan.lineage)
        at = [node.tag for node in plan.lineage].index(tag or plan.fallback)
        ancestor = tree[plan.members[at]]
        back = replace(
            plan,
            parent=ancestor.id,
            donors=tuple(donor for donor in plan.donors if donor != ancestor.id),
            generation=ancestor.depth + 1,
            kind="after_backtrack",
            backtrack_to=ancestor.id,
            backtrack_by="policy",
            tip=plan.parent,
            lineage=(),
            members=(),
            fallback="",
            directive=first,
        )
        dead = dead_branch(plan.lineage, plan.lineage[at].tag)
        return back, self._render(back, ancestor, plan.lineage[: at + 1], dead=dead)

    def _render(
        self, plan: Plan, program: Individual, lineage: tuple[Node, ...], *, dead: str = "", allow: bool = False
    ) -> tuple[Message, ...]:
        context = Context(
            task=self.search.task,
            program=self.store.source(program.id),
            space=self.space(self.search.task),
            score=program.score,
            progress=program.progress,
            lineage=lineage,
            donors=tuple(self.store.source(donor) for donor in plan.donors),
            feedback=self._feedback(program),
            kind=plan.kind,
            dead_branch=dead,
            allow_backtrack=allow,
        )
        return render(context, self.prompting.style)

    def _feedback(self, program: Individual) -> str:
        """What the evaluation said of the program; compact requests have no room for it."""
        if not self.prompting.feedback or self.prompting.style == "compact":
            return ""
        attempt = self.store.attempt(self.search.name, program.index)
        return attempt.outcome.feedback if attempt is not None and attempt.outcome is not None else ""
