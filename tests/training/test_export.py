from __future__ import annotations

import json
from typing import Any

import pytest

from eft.evaluation.tasks import all_tasks
from eft.text.context import Context, Node
from eft.text.edit import apply, parse
from eft.text.prompt import read, render
from eft.training.account import Account
from eft.training.export import Sources, best_scores, compact, export
from eft.training.labels import Rule
from eft.training.leaks import HeldOut
from eft.types import Attempt, Direction, Message, Outcome, Space, Status, content_id

TASK = next(task for task in all_tasks("train") if task.direction is Direction.MAX)
BODY = "def solve(n):\n    # EVOLVE-BLOCK-START\n    x = {}\n    # EVOLVE-BLOCK-END\n    return x\n"
PROGRAMS = {content_id(BODY.format(i)): BODY.format(i) for i in range(9)}
IDS = list(PROGRAMS)
PROMPT = render(Context(TASK, BODY.format(0), space=Space("bits", 5)), "compact")
REPLY = "Raise it.\n<<<<<<< SEARCH\n    x = 0\n=======\n    x = 1\n>>>>>>> REPLACE"
SPAN = abs(TASK.best_known.value - TASK.baseline) if TASK.best_known and TASK.baseline is not None else TASK.resolution


def outcome(*scores: float, status: Status = Status.OK) -> Outcome:
    """Scores in units of the task's span."""
    return Outcome(
        status, score=SPAN * sum(scores) / len(scores) if scores else None, scores=tuple(SPAN * s for s in scores), profile="cheap"
    )


def attempt(index: int, parent: int | None, child: int | None, verdict: Outcome | None, **more: Any) -> Attempt:
    values = {
        "search": "s", "index": index, "task": TASK.id, "parent": None if parent is None else IDS[parent], "prompt": "p", "reply": REPLY,
        "kind": "edit", "change": "Raise it.", "failure": "" if verdict else "not_found", "failure_detail": "",
        "child": None if child is None else IDS[child], "outcome": verdict, "model": "rules", "policy_version": 0, "temperature": 0.7,
        "seed": 1, "tokens_in": 1, "tokens_out": 1, "cost_usd": 0.0, "started": 0.0, "generate_s": 0.0, "generation": 1,
    }  # fmt: skip
    return Attempt(**(values | more))


def run(*attempts: Attempt, prompt: tuple[Message, ...] = PROMPT) -> tuple[list[dict[str, Any]], Account]:
    account = Account()
    sources = Sources(PROGRAMS.__getitem__, lambda _: prompt, lambda _: TASK)
    return list(export(attempts, sources, HeldOut(), account, Rule(), best_scores(attempts, sources))), account


SEED = attempt(0, None, 0, outcome(0.0, 0.0), kind="seed")


def test_one_row_per_evaluated_child() -> None:
    rows, account = run(SEED, attempt(1, 0, 1, outcome(0.5, 0.7)), attempt(2, 1, None, None), attempt(3, 1, 2, outcome(0.5, 0.7)))
    assert [(row["iteration"], row["improvement_label"]) for row in rows] == [(1, "improved"), (3, "unchanged")]
    assert dict(account.items) == {"attempts": 4, "seed programs": -1, "edits that did not apply": -1, "transitions": 2}
    first = rows[0]
    assert first["gain"] == pytest.approx(0.6)
    assert first["gain_error"] == pytest.approx(0.1)
    assert (first["stage"], rows[1]["stage"]) == ("weak", "good")
    assert first["parent_code"] == BODY.format(0)
    assert first["response"] == REPLY
    assert json.loads(first["child_metrics"])["status"] == "ok"
    assert [turn["role"] for turn in first["trajectory"]] == ["system", "user", "assistant"]
    assert first["instance_uid"] != rows[1]["instance_uid"]
    assert len(first["instance_uid"]) == 64


def test_repair_breakage_and_failure_labels() -> None:
    broken = outcome(status=Status.ERROR)
    rows, _ = run(SEED, attempt(1, 0, 1, broken), attempt(2, 1, 2, outcome(0.1, 0.1)), attempt(3, 1, 3, broken))
    assert [(row["improvement_label"], row["stage"]) for row in rows] == [
        ("regressed", "weak"),
        ("improved", "failed"),
        ("unchanged", "failed"),
    ]
    assert [row["gain"] for row in rows] == [None, None, None]


def test_full_prompt_is_written_anew() -> None:
    lineage = (Node("a", "=", "seed"), Node("b", "-", "worse", ("one", "two")))
    context = Context(TASK, BODY.format(0), space=Space("bits", 5), score=1.0, lineage=lineage, donors=(BODY.format(3),))
    (message,) = compact(TASK, BODY.format(0), render(context, "full"))
    asked = read((message,))
    assert asked.program == "    x = 0"
    assert asked.donors == ("    x = 3",)
    assert asked.marks == ("=", "-")
    assert asked.fails == 2


def test_compact_prompt_stays_as_it_was() -> None:
    assert compact(TASK, BODY.format(0), PROMPT) == PROMPT


@pytest.mark.parametrize("change", [{"tolerant": True}, {"reply": "```python\n" + BODY.format(1) + "```"}])
def test_tolerated_and_whole_replies_become_canonical(change: dict[str, Any]) -> None:
    rows, _ = run(SEED, attempt(1, 0, 1, outcome(1.0, 1.0), **change))
    response = rows[0]["response"]
    assert "<<<<<<< SEARCH" in response
    assert apply(parse(response), BODY.format(0)).source == BODY.format(1)


def test_thinking_goes_into_its_own_column() -> None:
    rows, _ = run(SEED, attempt(1, 0, 1, outcome(1.0, 1.0), reply=f"<think>\nhm\n</think>\n\n{REPLY}"))
    assert (rows[0]["reasoning"], rows[0]["response"]) == ("hm", REPLY)


def test_scores_that_do_not_pair_are_compared_by_their_means() -> None:
    rows, _ = run(SEED, attempt(1, 0, 1, outcome(1.0, 1.0, 1.0)))
    assert rows[0]["gain"] == pytest.approx(1.0)
    assert rows[0]["gain_error"] is None
