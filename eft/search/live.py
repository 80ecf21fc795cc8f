"""One search while it runs: its tree, its archive, what is planned, what is in flight. No clock, no threads, no waiting.

Order `free`: an attempt is planned when there is room for it and applied when it is done. Order `strict`: attempt k is planned right
after result k − window was applied and before the next one is, and results are applied by number; so what is planned depends on
the log alone, whatever the timing and the number of workers.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from eft.search.archives._protocol import Archive
from eft.search.lineage import Tree
from eft.search.plan import Order, Plan, Planner
from eft.search.reader import Call
from eft.search.store import Store
from eft.types import Attempt, Direction, Message, Reply, Status


@dataclass(slots=True)
class Work:
    """One attempt on its way. turn 1 is the edit after a decision."""

    live: Live
    plan: Plan
    messages: tuple[Message, ...]
    turn: int = 0
    started: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    generate_s: float = 0.0


@dataclass(slots=True)
class Counts:
    """What became of the proposals of a search (the seed program is none). improved: better than their parent."""

    attempts: int = 0
    accepted: int = 0
    improved: int = 0
    failed_edits: int = 0
    backtracks: int = 0


class Live:
    """State of one search. `take` gives work, `finish` accepts it, `apply` follows once the store has it."""

    def __init__(self, planner: Planner, archive: Archive, order: Order, window: int, target: float | None) -> None:
        self.search = planner.search
        self.planner = planner
        self.tree = Tree(self.search.task.direction)
        self.archive = archive.build()
        self.counts = Counts()
        self.dead = ""
        self.queued = False
        self._group_size, self._strict, self._window, self._target = archive.group_size, order == "strict", window, target
        self._todo: deque[Work] = deque()
        self._flying: dict[int, str] = {}
        self._taken: set[int] = set()
        self._next = 1
        self._applied = 0
        self._parked: dict[int, tuple[Attempt, str | None]] = {}
        self._awaited = 0
        self._groups: dict[int, tuple[Plan, tuple[Message, ...], int]] = {}
        self._answers: dict[tuple[int, int], Call] = {}
        self._seen: dict[str, int] = {}
        self._history = hashlib.sha256()

    # --- starting and resuming -------------------------------------------------------------------------------------------

    def replay(self, store: Store, also: Callable[[Attempt], None]) -> None:
        """Bring the search to where its log ends (`also` sees every attempt), and take up the work that was in flight."""
        name = self.search.name
        self._taken = store.indices(name)
        calls = store.open_calls(name)
        self._answers = {(c.index, c.turn): c for c in calls if c.reply is not None and c.reply.finish != "error"}
        if self._strict:  # plans made now must see in flight what was in flight then
            last = [store.attempt(name, index) for index in sorted(self._taken)[-self._window :]]
            self._flying = {a.index: _planned_parent(a) for a in last if a is not None and a.parent is not None}
        for attempt, source in store.log(name):
            self._flying.pop(attempt.index, None)
            self._note(attempt, source)
            also(attempt)
        if not self._strict and self.tree.root is not None:
            for call in calls:
                if call.turn == 0 and call.index <= self.search.attempts:
                    self._taken.add(call.index)
                    self._todo.append(Work(self, Plan.read(call.plan), store.prompt(call.prompt)))

    @property
    def started(self) -> bool:
        """True once the seed program has been judged."""
        return self.tree.root is not None

    @property
    def reached(self) -> bool:
        """True when the target score has been met."""
        best = self.tree.best
        if self._target is None or best is None:
            return False
        return best.score >= self._target if self.search.task.direction is Direction.MAX else best.score <= self._target

    @property
    def done(self) -> bool:
        """Nothing left to plan or to wait for."""
        if self.dead or not self.started:
            return bool(self.dead)
        enough = self.reached or self.counts.attempts >= self.search.attempts
        return enough and not self._flying and not (self._strict and self._todo)

    # --- planning --------------------------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """True when `take` would give work now."""
        if self.dead or not self.started:
            return False
        if self._strict:
            return bool(self._todo)
        if self.reached or len(self._flying) >= self._window:
            return False
        return bool(self._todo) or self._peek() <= self.search.attempts

    def take(self) -> Work:
        """The next piece of work; only when `ready`."""
        work = self._todo.popleft() if self._todo else self._plan(self._peek())
        self._flying[work.plan.index] = work.plan.parent
        return work

    def _peek(self) -> int:
        while self._next in self._taken:
            self._next += 1
        return self._next

    def _plan(self, index: int) -> Work:
        self._taken.add(index)
        group = (index - 1) // self._group_size
        if self._group_size > 1 and (known := self._group(group)) is not None:
            plan, messages = known
            return Work(self, replace(plan, index=index), messages)
        busy = [self.tree[program] for program in dict.fromkeys(self._busy())]
        plan, messages = self.planner.propose(index, self.tree, self.archive, busy)
        if self._group_size > 1:
            self._groups[group] = (plan, messages, self._group_size - 1)
        return Work(self, plan, messages)

    def _busy(self) -> Iterator[str]:
        yield from self._flying.values()
        yield from (work.plan.parent for work in self._todo)

    def _group(self, group: int) -> tuple[Plan, tuple[Message, ...]] | None:
        """Plan and prompt that the attempts of a group share, from memory or, after a restart, from the first call."""
        if group in self._groups:
            plan, messages, left = self._groups.pop(group)
            if left > 1:
                self._groups[group] = (plan, messages, left - 1)
            return plan, messages
        store = self.planner.store
        for index in range(group * self._group_size + 1, (group + 1) * self._group_size + 1):
            if (call := store.call(self.search.name, index, 0)) is not None:
                return Plan.read(call.plan), store.prompt(call.prompt)
        return None

    def answer(self, work: Work) -> Reply | None:
        """The reply that an earlier session received for exactly this request."""
        call = self._answers.pop((work.plan.index, work.turn), None)
        if call is None or self.planner.store.prompt(call.prompt) != work.messages:
            return None
        return call.reply

    # --- results ---------------------------------------------------------------------------------------------------------

    def seen(self, program: str, index: int) -> int | None:
        """The attempt of this search that judged the same program, if attempt `index` may know of it (see the head)."""
        found = self._seen.get(program)
        if found is None or (self._strict and found > index - self._window):
            return None
        return found

    def finish(self, attempt: Attempt, source: str | None) -> Iterator[tuple[Attempt, str | None]]:
        """Accept a result; gives the results whose turn to be committed has come, in order."""
        if not self._strict or attempt.index == 0:
            yield attempt, source
            return
        self._parked[attempt.index] = (attempt, source)
        self._awaited = max(self._awaited, self._applied)
        while (following := self._parked.pop(self._awaited + 1, None)) is not None:
            self._awaited += 1
            yield following

    def apply(self, attempt: Attempt, source: str | None) -> bool:
        """Follow a committed attempt; True if the search has a new best program."""
        self._flying.pop(attempt.index, None)
        return self._note(attempt, source)

    def _note(self, attempt: Attempt, source: str | None) -> bool:
        before = self.tree.best
        parent = self.tree.get(attempt.parent)
        child = self.tree.record(attempt, source)
        if attempt.index == 0 and child is None:
            self.dead = f"seed program: {attempt.outcome.status} {attempt.outcome.reason}" if attempt.outcome else "seed program failed"
            return False
        self.archive.record(parent, child)
        if attempt.child is not None and attempt.outcome is not None and attempt.outcome.status is not Status.INFRA:
            self._seen.setdefault(attempt.child, attempt.index)
        self._count(attempt, child is not None and parent is not None and child.value > parent.value)
        self._applied = attempt.index if self._strict else self._applied
        if self._strict:
            self._plan_after(attempt.index)
        return self.tree.best is not before

    def _plan_after(self, index: int) -> None:
        """Strict order: plan what depends on the log up to `index`, unless an earlier session has done it."""
        if self.reached:
            return
        last = min(index + self._window, self.search.attempts)
        for following in range(1 if index == 0 else index + self._window, last + 1):
            if following not in self._taken:
                self._todo.append(self._plan(following))

    def _count(self, attempt: Attempt, improved: bool) -> None:
        outcome = attempt.outcome
        words = (attempt.index, attempt.parent, attempt.prompt, attempt.child, attempt.failure, attempt.reply, outcome and outcome.status)
        self._history.update(repr((*words, outcome and outcome.score)).encode("utf-8", "backslashreplace"))
        if attempt.index:
            self.counts.attempts += 1
            self.counts.accepted += outcome is not None and outcome.ok
            self.counts.improved += improved
            self.counts.failed_edits += bool(attempt.failure)
            self.counts.backtracks += bool(attempt.backtrack_by)

    @property
    def history(self) -> str:
        """Digest of everything that happened but times: equal for equal histories."""
        return self._history.hexdigest()[:16]


def _planned_parent(attempt: Attempt) -> str:
    """The program that was selected: the tip, when the policy went back from it after the selection."""
    return str(attempt.extra["tip"] if attempt.backtrack_by == "policy" else attempt.parent)
