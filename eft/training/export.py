"""Recorded attempts to transitions: prompts in compact form, labels over common seeds, stages, leaks.

One search at a time and one row at a time: what is kept of a search is the outcome of each of its programs, without texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eft.text import prompt as prompts
from eft.text.compact import TITLE
from eft.text.context import Context, Node
from eft.text.diff import diff_edit
from eft.text.edit import SEARCH
from eft.training.account import Account
from eft.training.labels import IMPROVED, REGRESSED, UNCHANGED, Rule, compare, stage
from eft.training.leaks import HeldOut
from eft.training.sources._texts import split_thinking, texts
from eft.types import Attempt, Direction, Message, Outcome, Status, Task, content_id


@dataclass
class Sources:
    """Where an attempt's texts are: programs and prompts by id, tasks by id."""

    program: Callable[[str], str]
    prompt: Callable[[str], Sequence[Message]]
    task: Callable[[str], Task]


@dataclass
class _Search:
    """What has been seen of one search: outcome of each program, score of the seed."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    seed_score: float | None = None


def best_scores(attempts: Iterable[Attempt], sources: Sources) -> dict[str, float]:
    """Best score of each task in these attempts, turned so that higher is better: one end of the scale of stages."""
    best: dict[str, float] = {}
    signs: dict[str, float] = {}
    for attempt in attempts:
        if attempt.outcome is not None and attempt.outcome.scores:
            if attempt.task not in signs:
                signs[attempt.task] = _sign(sources.task(attempt.task))
            found = signs[attempt.task] * _mean(attempt.outcome.scores)
            best[attempt.task] = max(best.get(attempt.task, found), found)
    return best


def export(
    attempts: Iterable[Attempt],
    sources: Sources,
    heldout: HeldOut,
    account: Account,
    rule: Rule,
    best: Mapping[str, float],
    run: str = "",
) -> Iterator[dict[str, Any]]:
    """One row per evaluated child of one search, in the order of its attempts. `account` gets what was left out. `run` prefixes search names."""
    seen = _Search()
    counts = {"attempts": 0, "seed programs": 0, "edits that did not apply": 0, "transitions": 0}
    for attempt in attempts:
        counts["attempts"] += 1
        outcome = attempt.outcome
        if outcome is None or attempt.child is None:
            counts["edits that did not apply"] -= 1
            continue
        seen.outcomes.setdefault(attempt.child, replace(outcome, feedback="", certificate=None))
        if attempt.parent is None:
            counts["seed programs"] -= 1
            seen.seed_score = outcome.score
            continue
        counts["transitions"] += 1
        row = _row(attempt, outcome, seen, sources, heldout, rule, run)
        row["stage"] = _stage(seen.outcomes.get(attempt.parent), seen, sources.task(attempt.task), best)
        yield row
    for name, count in counts.items():
        account.count(name, count)


def _row(attempt: Attempt, outcome: Outcome, seen: _Search, sources: Sources, heldout: HeldOut, rule: Rule, run: str) -> dict[str, Any]:
    assert attempt.parent is not None
    assert attempt.child is not None
    task, parent = sources.task(attempt.task), seen.outcomes.get(attempt.parent)
    before, after = sources.program(attempt.parent), sources.program(attempt.child)
    messages = compact(task, before, sources.prompt(attempt.prompt))
    user = "\n".join(m.content for m in messages if m.role == "user")
    system = "\n".join(m.content for m in messages if m.role == "system")
    reasoning, response = _answer(attempt, before, after)
    label, gain, error = _label(task, parent, outcome, rule)
    uid = content_id(f"{run}{attempt.id}\n{user}\n{response}")
    return texts(system, user, reasoning, response) | {
        "domain": task.domain, "task": task.family.replace("/", "_"), "improvement_label": label, "global_uid": f"{run}{attempt.search}",
        "improvement_delta": json.dumps({"gain": gain}), "instance_uid": uid, "iteration": attempt.index, "island_id": attempt.island,
        "generation": attempt.generation, "parent_id": attempt.parent, "child_id": attempt.child, "parent_metrics": _metrics(parent),
        "child_metrics": _metrics(outcome), "parent_code": before, "child_code": after,
        "metadata": json.dumps({"change": attempt.change, "seconds": outcome.seconds}),
        "task_id": task.id, "family": task.family, "split": task.split, "profile": outcome.profile, "kind": attempt.kind,
        "status": outcome.status.value, "parent_status": "" if parent is None else parent.status.value, "reason": outcome.reason,
        "parent_scores": [] if parent is None else list(parent.scores), "child_scores": list(outcome.scores),
        "parent_progress": None if parent is None else parent.progress, "child_progress": outcome.progress, "gain": gain,
        "gain_error": error, "change": attempt.change, "tolerant": attempt.tolerant,
        "edit_lines": len(response.split("\n")), "literals": outcome.literals, "quarantined": outcome.quarantined,
        "prompt_style": "compact", "backtrack_to": attempt.backtrack_to, "backtrack_by": attempt.backtrack_by,
        "donors": list(attempt.extra.get("donors", ())), "search": f"{run}{attempt.search}", "model": attempt.model,
        "policy_version": attempt.policy_version, "temperature": attempt.temperature, "seed": attempt.seed,
        "leak": heldout.reason(task.family, (before, after)),
    }  # fmt: skip


def compact(task: Task, program: str, messages: Sequence[Message]) -> tuple[Message, ...]:
    """The request in compact style: as it was, or written anew from what a full one says."""
    if any(m.role == "user" and m.content.startswith(TITLE) for m in messages):
        return tuple(messages)
    asked = prompts.read(messages)
    lineage = [Node("", mark, "") for mark in asked.marks] or [Node("", "=", "")]
    lineage[-1] = Node("", lineage[-1].mark, "", ("",) * asked.fails)
    context = Context(
        task,
        program,
        space=asked.space,
        lineage=tuple(lineage),
        donors=asked.donors,
        kind=asked.kind,
        allow_backtrack=asked.allow_backtrack,
    )
    return prompts.render(context, "compact")


def _answer(attempt: Attempt, before: str, after: str) -> tuple[str, str]:
    """(reasoning, response). What was only tolerated, or rewrote the whole program, is put into the canonical form."""
    reasoning, response = split_thinking(attempt.reply)
    if SEARCH in response and not attempt.tolerant:
        return reasoning, response.strip()
    try:
        return reasoning, diff_edit(before, after, attempt.change)
    except ValueError:  # equal programs or a change outside the blocks: keep what was said
        return reasoning, response.strip()


def _label(task: Task, parent: Outcome | None, child: Outcome, rule: Rule) -> tuple[str, float | None, float | None]:
    """Label, gain and its error; a repaired program is an improvement, a broken one a regression."""
    if parent is None or not parent.ok:
        return (IMPROVED if child.ok else UNCHANGED), None, None
    if not child.ok:
        return REGRESSED, None, None
    pairs = (parent.scores, child.scores)
    if len(pairs[0]) != len(pairs[1]) or not pairs[0]:
        assert parent.score is not None
        assert child.score is not None
        pairs = ((parent.score,), (child.score,))
    label = compare(task, *pairs, rule)
    return label.name, label.gain, label.error


def _metrics(outcome: Outcome | None) -> str:
    if outcome is None:
        return "{}"
    return json.dumps(
        {"score": outcome.score, "status": outcome.status.value, "progress": outcome.progress, "scores": list(outcome.scores)}
    )


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _sign(task: Task) -> float:
    return 1.0 if task.direction is Direction.MAX else -1.0


def _stage(parent: Outcome | None, seen: _Search, task: Task, best: Mapping[str, float]) -> str:
    """Where the parent stands between its search's seed program and the best program seen for the task in the run."""
    if parent is None or parent.status is not Status.OK or not parent.scores or seen.seed_score is None:
        return "failed"
    seed = _sign(task) * seen.seed_score
    return stage(_sign(task) * _mean(parent.scores), seed, max(best.get(task.id, seed), seed))
