"""The family tree of one search: every valid program, its chain back to the seed, and what failed below it.

Pure function of the attempt log: the same attempts in the same order give the same tree. Every step costs O(1) but `chain` and the
walks upwards, which are O(depth); what a prompt shows is capped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from eft.text.prompt import Node, marks
from eft.types import Attempt, Direction, Outcome

MAX_FAILED_NOTES = 9  # notes kept per program; `failed_count` goes on
FAR = 0.1  # progress behind the best of the chain that is marked `--`
CHANGE_CHARS = 120
NOTE_CHARS = 200


@dataclass(slots=True, eq=False)
class Individual:
    """One valid program in its place. `value` is the score turned so that higher is better; `level` is progress, or a stand-in.

    failed_count: attempts on it that gave nothing better. best: the best program of the chain from the seed to this one.
    novelty: share of its lines that the seed does not have, in [0, 1].
    """

    id: str
    index: int
    parent: Individual | None
    depth: int
    value: float
    score: float
    level: float
    progress: float | None
    mark: str
    change: str
    island: int
    length: int
    novelty: float
    best: Individual = field(init=False)
    attempts: int = 0
    failed_count: int = 0
    notes: deque[str] | None = None

    def __post_init__(self) -> None:
        above = None if self.parent is None else self.parent.best
        self.best = self if above is None or self.value > above.value else above

    @property
    def tag(self) -> str:
        """Name within its lineage: stable, short, and the same in every prompt."""
        return f"v{self.depth}"

    def upwards(self) -> Iterator[Individual]:
        """Itself, its parent, … the seed."""
        node: Individual | None = self
        while node is not None:
            yield node
            node = node.parent

    def descends_from(self, other: Individual) -> bool:
        """True for itself and everything below `other`."""
        node: Individual | None = self
        while node is not None and node.depth > other.depth:
            node = node.parent
        return node is other

    def fail(self, note: str) -> None:
        """Remember an attempt on this program that led nowhere."""
        self.failed_count += 1
        if self.notes is None:
            self.notes = deque(maxlen=MAX_FAILED_NOTES)
        self.notes.append(note[:NOTE_CHARS])


class Tree:
    """All valid programs of one search by id. A program that turns up again keeps its first place."""

    def __init__(self, direction: Direction) -> None:
        self._sign = 1.0 if direction is Direction.MAX else -1.0
        self._members: dict[str, Individual] = {}
        self._seed_lines: set[str] = set()
        self.root: Individual | None = None
        self.best: Individual | None = None

    def __len__(self) -> int:
        return len(self._members)

    def __getitem__(self, program: str) -> Individual:
        return self._members[program]

    def get(self, program: str | None) -> Individual | None:
        """The individual with this program id, if the tree has it."""
        return None if program is None else self._members.get(program)

    def record(self, attempt: Attempt, source: str | None) -> Individual | None:
        """Take in one committed attempt (`source`: its child's); returns the new individual if there is one."""
        parent = self.get(attempt.parent)
        child = self._grow(attempt, parent, source) if _admitted(attempt.outcome) and source is not None else None
        if parent is not None:
            parent.attempts += 1
            if child is None or child.value <= parent.value:
                parent.fail(_note(attempt, child))
        return child

    def _grow(self, attempt: Attempt, parent: Individual | None, source: str) -> Individual | None:
        assert attempt.child is not None
        assert attempt.outcome is not None
        assert attempt.outcome.score is not None
        if attempt.child in self._members or (parent is None and self.root is not None):
            return None
        lines = _lines(source)
        if parent is None:
            self._seed_lines = lines
        value = self._sign * attempt.outcome.score
        level = self._level(attempt.outcome, value)
        child = Individual(
            id=attempt.child,
            index=attempt.index,
            parent=parent,
            depth=0 if parent is None else parent.depth + 1,
            value=value,
            score=attempt.outcome.score,
            level=level,
            progress=attempt.outcome.progress,
            mark="=" if parent is None else marks([parent.best.level, level], far=FAR)[1],
            change=attempt.change[:CHANGE_CHARS] if parent is not None else "seed",
            island=attempt.island,
            length=len(source),
            novelty=len(lines - self._seed_lines) / max(1, len(lines)),
        )
        self._members[child.id] = child
        self.root = self.root or child
        if self.best is None or child.value > self.best.value:
            self.best = child
        return child

    def _level(self, outcome: Outcome, value: float) -> float:
        """Progress; without a reference the gain relative to the seed's score, which is enough for marks."""
        if outcome.progress is not None:
            return outcome.progress
        return 0.0 if self.root is None else (value - self.root.value) / max(abs(self.root.value), 1e-12)


def chain(tip: Individual, cap: int) -> list[Individual]:
    """From the seed to `tip`; a longer one keeps the seed and the newest, `cap` (at least 2) in all."""
    found: list[Individual] = []
    for node in tip.upwards():
        found.append(node)
        if len(found) >= cap:
            break
    if found[-1].parent is not None:
        *_, root = found[-1].upwards()
        found[-1] = root
    return found[::-1]


def nodes(line: list[Individual]) -> tuple[Node, ...]:
    """The chain as prompts show it."""
    return tuple(Node(node.tag, node.mark, node.change, tuple(node.notes or ())) for node in line)


def dead_branch(shown: tuple[Node, ...], tag: str) -> str:
    """One line per program given up below the ancestor `tag`, oldest first, and what failed below each."""
    after = shown[[node.tag for node in shown].index(tag) + 1 :]
    return "\n".join(
        f"{node.mark} {node.change}" + (f" (then failed: {'; '.join(node.failed[-2:])})" if node.failed else "") for node in after
    )


def best_ancestor(tip: Individual) -> Individual:
    """The best proper ancestor (of equals the one nearest to the seed); the seed itself has only itself.

    Going back to it paid better than a random ancestor in a first trial.
    """
    return tip if tip.parent is None else tip.parent.best


def _admitted(outcome: Outcome | None) -> bool:
    """Valid and believed: a quarantined outcome stays out of tree and archive until its twin agrees."""
    return outcome is not None and outcome.ok and outcome.score is not None and not outcome.quarantined


def _lines(source: str) -> set[str]:
    found = set(map(str.strip, source.split("\n")))
    found.discard("")
    return found


def _note(attempt: Attempt, child: Individual | None) -> str:
    """What went wrong, in a line for the next prompt."""
    if attempt.failure:
        return f"{attempt.failure}: {attempt.failure_detail.splitlines()[0] if attempt.failure_detail else attempt.change}"
    outcome = attempt.outcome
    if outcome is not None and not outcome.ok:
        return f"{attempt.change}: {outcome.status} {outcome.reason}".strip()
    return f"{attempt.change}: {'no better' if child is not None else 'seen before'}"
