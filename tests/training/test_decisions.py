"""Decisions by hindsight: a log whose answers are known by hand, a slow twin on random logs, and the prompt that the engine asks."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.tasks import all_tasks
from eft.search.lineage import Tree
from eft.search.schema import prompt_id
from eft.text.prompt import read
from eft.training.account import Account
from eft.training.decisions import Asking, Deciding, Hindsight
from eft.types import Attempt, Direction, Outcome, Space, Status, content_id

TASK = next(task for task in all_tasks("train") if task.direction is Direction.MAX)
BODY = "def solve(n):\n    # EVOLVE-BLOCK-START\n    x = '{}'\n    # EVOLVE-BLOCK-END\n    return x\n"


def attempt(index: int, parent: str | None, child: str | None, value: float | None) -> Attempt:
    """child: a name; its program is BODY of it. value None: the evaluation failed; child None: the edit did not apply."""
    outcome = None
    if child is not None:
        outcome = Outcome(Status.OK if value is not None else Status.INVALID, score=value, progress=value)
    return Attempt(
        search="s", index=index, task=TASK.id, parent=parent and content_id(BODY.format(parent)), prompt="", reply="", kind="edit",
        change=f"change {index}", failure="" if outcome else "no_edit", failure_detail="", child=child and content_id(BODY.format(child)),
        outcome=outcome, model="", policy_version=0, temperature=0, seed=0, tokens_in=0, tokens_out=0, cost_usd=0, started=0, generate_s=0,
    )  # fmt: skip


Log = list[tuple[str | None, str | None, float | None]]


def decided(log: Log, asking: Asking) -> list[tuple[int, str, str]]:
    """(after which attempt, tip, answer) of every point."""
    names = {content_id(BODY.format(child)): child for _, child, _ in log if child is not None}
    seen = Hindsight(Tree(Direction.MAX), asking)
    for index, (parent, child, value) in enumerate(log):
        seen.read(attempt(index, parent, child, value), child and BODY.format(child))
    return [(point.at, names[point.tip.id], point.answer) for point in seen.points]


BY_HAND: Log = [
    (None, "seed", 1.0),
    ("seed", "a", 2.0),
    ("a", "b", 1.5),  # first failed child of a
    ("a", None, None),  # second: a decision is due (after 3)
    ("seed", "c", 3.0),  # a child of the ancestor v0 beats a; nothing below a does: BACKTRACK v0
    ("c", "d", 3.0),  # no better
    ("c", "e", None),  # a decision is due (after 6)
    ("d", "f", 2.0),
    ("c", "g", 4.0),  # c's own child: STAY
    ("g", None, None),
    ("g", "h", 3.9),  # a decision is due (after 10)
    ("h", "i", 4.5),  # grew from g through a worse child: neither; and 12 does not undo it
    ("c", "j", 5.0),
    ("j", None, None),
    ("j", None, None),  # a decision is due (after 14); the log ends: undecided
    ("seed", None, None),
    ("seed", None, None),  # the seed has nowhere to go back to: no decision
]


def test_by_hand() -> None:
    assert decided(BY_HAND, Asking(patience=2)) == [(3, "a", "BACKTRACK v0"), (6, "c", "STAY"), (10, "g", ""), (14, "j", "")]


def test_staying_wins_over_going_back() -> None:
    log: Log = [(None, "s", 1.0), ("s", "a", 2.0), ("a", None, None), ("s", "b", 3.0), ("a", "c", 2.5)]
    assert decided(log, Asking(patience=1))[0] == (2, "a", "STAY")
    assert decided(log[:-1], Asking(patience=1)) == [(2, "a", "BACKTRACK v0")]


def test_equal_is_not_better() -> None:
    log: Log = [(None, "s", 1.0), ("s", "a", 2.0), ("a", None, None), ("s", "b", 2.0), ("a", "c", 2.0)]
    assert decided(log, Asking(patience=1)) == [(2, "a", ""), (4, "a", "")]


def test_what_came_before_the_decision_does_not_count() -> None:
    log: Log = [(None, "s", 1.0), ("s", "a", 2.0), ("s", "b", 9.0), ("a", "c", 9.0), ("a", None, None)]
    assert decided(log, Asking(patience=1)) == [(4, "a", "")]


def test_an_ancestor_that_the_prompt_does_not_show_has_no_tag() -> None:
    chain: Log = [(None, "0", 0.0)] + [(str(i), str(i + 1), float(i + 1)) for i in range(5)]
    log: Log = [*chain, ("5", None, None), ("2", "x", 99.0)]
    assert decided(log, Asking(patience=1, lineage=3)) == [(6, "5", "BACKTRACK")]  # v0, v4 and v5 are shown
    assert decided(log, Asking(patience=1, lineage=4)) == [(6, "5", "BACKTRACK")]
    assert decided(log, Asking(patience=1, lineage=5)) == [(6, "5", "BACKTRACK v2")]


def test_rounds_bound_the_decisions_of_one_tip() -> None:
    log: Log = [(None, "s", 1.0), ("s", "a", 2.0)] + [("a", None, None)] * 9
    assert [at for at, _, _ in decided(log, Asking(patience=2, rounds=3))] == [3, 5, 7]
    assert [at for at, _, _ in decided(log, Asking(patience=2, rounds=1))] == [3]


def slow(log: Log, asking: Asking) -> list[tuple[int, str, str]]:
    """The definition, word for word, over all pairs of attempts."""
    up: dict[str, str | None] = {}
    value: dict[str, float] = {}
    born: dict[str, int] = {}
    for index, (parent, child, score) in enumerate(log):
        if child is not None and score is not None and child not in value and (parent in value or not value):
            up[child], value[child], born[child] = parent, score, index

    def above(name: str) -> list[str]:
        found = []
        while (over := up[name]) is not None:
            found.append(over)
            name = over
        return found

    points = []
    fails: Counter[str] = Counter()
    for index, (parent, child, score) in enumerate(log):
        if parent is None or parent not in value or born[parent] > index:
            continue
        better = child is not None and born.get(child) == index and score is not None and score > value[parent]
        if better:
            continue
        fails[parent] += 1
        if fails[parent] % asking.patience or fails[parent] // asking.patience > asking.rounds or up[parent] is None:
            continue
        later = [name for name in sorted(born, key=born.__getitem__) if born[name] > index and value[name] > value[parent]]
        own = [name for name in later if up[name] == parent]
        below = [name for name in later if parent in above(name)]
        back = [name for name in later if up[name] in above(parent)]
        answer = "STAY" if own else ""
        if not below and back:
            over = up[back[0]]
            assert over is not None
            shown = [*above(parent)][: asking.lineage - 2] + above(parent)[-1:]
            answer = f"BACKTRACK v{len(above(over))}" if over in shown else "BACKTRACK"
        points.append((index, parent, answer))
    return points


@st.composite
def logs(draw: st.DrawFn) -> Log:
    log: Log = [(None, "0", float(draw(st.integers(0, 3))))]
    names = ["0"]
    for number in range(draw(st.integers(0, 40))):
        parent = draw(st.sampled_from(names[-4:] + names[:1]))
        kind = draw(st.integers(0, 5))
        if kind == 0:
            log.append((parent, None, None))
        elif kind == 1:
            log.append((parent, f"bad{number}", None))
        elif kind == 2:
            again = draw(st.sampled_from(names))
            log.append((parent, again, next(value for _, child, value in log if child == again)))
        else:
            names.append(str(number + 1))
            log.append((parent, names[-1], float(draw(st.integers(0, 9)))))
    return log


@settings(max_examples=100, deadline=None)
@given(logs(), st.integers(1, 3), st.integers(2, 5), st.integers(1, 3))
def test_against_the_slow_twin(log: Log, patience: int, lineage: int, rounds: int) -> None:
    asking = Asking(patience, lineage, rounds)
    assert decided(log, asking) == slow(log, asking)


def rows_of(log: Log, asking: Asking) -> tuple[list[dict[str, Any]], dict[str, int]]:
    sources = {content_id(BODY.format(child)): BODY.format(child) for _, child, _ in log if child is not None}
    account = Account()
    deciding = Deciding(sources.__getitem__, lambda _: Space("bits", 5), lambda *_: "it ran", lambda _: "", asking)
    attempts = [attempt(index, *entry) for index, entry in enumerate(log)]
    return list(deciding.rows("s", attempts, TASK, account)), dict(account.items)


@pytest.mark.parametrize("style", ["compact", "full"])
def test_rows_ask_what_the_engine_asks(style: Any) -> None:
    rows, counts = rows_of(BY_HAND, Asking(patience=2, style=style))
    assert counts == {"decision points": 4, "undecided by hindsight": -2, "right to stay": 1, "right to go back": 1}
    assert [row["response"] for row in rows] == ["BACKTRACK v0", "STAY"]
    first = rows[0]
    from eft.types import Message

    messages = [Message(role, first[f"{role}_prompt"]) for role in ("system", "user") if first[f"{role}_prompt"]]
    asked = read(messages)
    assert (asked.kind, asked.marks, asked.fails) == ("directive", ("=", "+"), 2)
    assert (first["kind"], first["parent_code"], first["family"]) == ("directive", BODY.format("a"), TASK.family)
    assert ("it ran" in first["user_prompt"]) == (style == "full")
    assert len({row["instance_uid"] for row in rows}) == 2


def test_wrong_settings() -> None:
    for wrong in ({"patience": 0}, {"lineage": 1}, {"rounds": -1}):
        with pytest.raises(ValueError, match="lineage at least 2"):
            Asking(**wrong)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("style", ["compact", "full"])
def test_the_prompt_is_byte_for_byte_the_engine_s(style: Any, tmp_path: Path) -> None:
    """A search that asks for decisions, and what hindsight would ask at the same places of its log."""
    from eft.backends.fake import Fake
    from eft.evaluation.fake import FakeEvaluator
    from eft.search.archives.best import Best
    from eft.search.engine import Engine, Flow
    from eft.search.plan import Prompting, Search
    from eft.search.store import Store

    space = Space("bits", 20)
    with Store(tmp_path / "run.db") as store:
        prompting = Prompting(style=style, backtrack="directive", patience=2)
        flow = Flow(order="strict", window=1, workers=1)
        engine = Engine(store, FakeEvaluator(), Fake().build(), Best(size=1), flow=flow, prompting=prompting, space=lambda task: space)
        asyncio.run(engine.run([Search(TASK, 0, 40, TASK.initial)]))
        (name, _, _) = store.searches()[0]

        def feedback(search: str, index: int) -> str:
            found = store.attempt(search, index)
            return found.outcome.feedback if found is not None and found.outcome is not None else ""

        deciding = Deciding(store.source, lambda task: space, feedback, lambda _: "", Asking(patience=2, style=style, rounds=99))
        seen = Hindsight(Tree(TASK.direction), deciding.asking)
        asked: dict[int, str] = {}
        for entry in store.attempts(name):
            seen.read(entry, None if entry.child is None else store.source(entry.child))
            if "directive" in entry.extra:
                asked[entry.index] = entry.extra["directive"]["prompt"]
        ours = {point.at + 1: prompt_id(deciding.prompt(name, point, TASK)) for point in seen.points}
    both = set(ours) & set(asked)
    assert len(both) > 3
    assert {index: ours[index] for index in both} == {index: asked[index] for index in both}
