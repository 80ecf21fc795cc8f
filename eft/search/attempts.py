"""From a reply to an attempt: what was decided, what failed, what is to be judged. Pure but for reading programs from the store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from eft.search.live import Work
from eft.search.plan import Prompting, Search, draw_seed
from eft.search.schema import prompt_id
from eft.search.store import Store
from eft.text import edit as grammar
from eft.types import Attempt, Outcome, Reply, Request, Status, content_id

BACKEND = "backend"  # failure reason of an attempt whose model call failed; the others are grammar.EditFailure


@dataclass(frozen=True, slots=True)
class Parsed:
    """A child's source, or why there is none."""

    source: str = ""
    change: str = ""
    tolerant: bool = False
    failure: str = ""
    detail: str = ""


def request(work: Work, prompting: Prompting) -> Request:
    """The model call of a piece of work."""
    return Request(
        key=f"{work.live.search.name}#{work.plan.index}/{work.turn}",
        messages=work.messages,
        seed=sampling_seed(work),
        temperature=prompting.temperature,
        top_p=prompting.top_p,
        max_tokens=prompting.max_tokens,
        program=work.live.planner.store.source(work.plan.parent),
    )


def sampling_seed(work: Work) -> int:
    """Seed of the sampling, below 2³¹ as servers want it."""
    return draw_seed(work.live.search, work.plan.index, f"sample/{work.turn}") >> 32


def clean(reply: Reply) -> Reply:
    """A reply that can be stored: lone surrogates replaced."""
    try:
        reply.text.encode("utf-8")
        reply.error.encode("utf-8")
    except UnicodeEncodeError:
        text, error = (part.encode("utf-8", "replace").decode("utf-8") for part in (reply.text, reply.error))
        return replace(reply, text=text, error=error)
    return reply


def parse(work: Work, reply: Reply, store: Store) -> Parsed | Work:
    """A child, a failure, or the second turn that a decision asks for."""
    if reply.finish == "error":
        return Parsed(failure=BACKEND, detail=reply.error)
    asks = work.turn == 0 and bool(work.plan.lineage)
    try:
        edit = grammar.parse(reply.text)
        if asks and edit.directive is not None and edit.directive.verb == "backtrack":
            tag = grammar.target(edit, [node.tag for node in work.plan.lineage[:-1]])
            return _second_turn(work, reply, tag, stay=False)
        if work.plan.kind == "directive":
            return _second_turn(work, reply, None, stay=True)
        applied = grammar.apply(edit, store.source(work.plan.parent), work.live.search.task.suffix)
    except grammar.EditError as error:
        if work.plan.kind == "directive" and error.reason is not grammar.EditFailure.UNKNOWN_TAG:
            return _second_turn(work, reply, None, stay=True)  # no readable decision: the search goes on as it was
        return Parsed(failure=error.reason.value, detail=error.detail)
    return Parsed(applied.source, applied.change, applied.tolerant)


def _second_turn(work: Work, reply: Reply, tag: str | None, *, stay: bool) -> Work:
    first = {
        "prompt": prompt_id(work.messages),
        "reply": reply.text,
        "decision": "stay" if stay else "backtrack",
        "tag": tag or "",
        "policy_version": reply.policy_version,
    }
    plan, messages = work.live.planner.after_directive(work.plan, tag, work.live.tree, first, stay=stay)
    return replace(work, plan=plan, messages=messages, turn=1)


def failed(work: Work, reply: Reply, parsed: Parsed, model: str) -> Attempt:
    """An attempt that gave no program."""
    return _attempt(work, reply, parsed, None, "", model)


def judged(work: Work, reply: Reply, parsed: Parsed, outcome: Outcome, cached: str, model: str) -> Attempt:
    """An attempt with a child and its verdict; `cached`: the attempt from which the verdict was taken."""
    return _attempt(work, reply, parsed, outcome, cached, model)


def _attempt(work: Work, reply: Reply, parsed: Parsed, outcome: Outcome | None, cached: str, model: str) -> Attempt:
    plan, search = work.plan, work.live.search
    return Attempt(
        search=search.name,
        index=plan.index,
        task=search.task.id,
        parent=plan.parent,
        prompt=prompt_id(work.messages),
        reply=reply.text,
        kind=plan.kind,
        change=parsed.change,
        failure=parsed.failure,
        failure_detail=parsed.detail,
        child=None if outcome is None else content_id(parsed.source),
        outcome=outcome,
        model=reply.model or model,
        policy_version=reply.policy_version,
        temperature=work.live.planner.prompting.temperature,
        seed=sampling_seed(work),
        tokens_in=work.tokens_in,
        tokens_out=work.tokens_out,
        cost_usd=work.cost_usd,
        started=work.started or time.time(),
        generate_s=work.generate_s,
        island=plan.island,
        generation=plan.generation,
        backtrack_to=plan.backtrack_to,
        backtrack_by=plan.backtrack_by,
        tolerant=parsed.tolerant,
        extra=_extra(work, reply, cached),
    )


def _extra(work: Work, reply: Reply, cached: str) -> Mapping[str, Any]:
    """Only what is there: donors, tip, directive (the first turn), cached, finish."""
    plan = work.plan
    found = {
        "donors": list(plan.donors),
        "tip": plan.tip,
        "directive": dict(plan.directive),
        "cached": cached,
        "finish": reply.finish if reply.finish != "stop" else "",
    }
    return {key: value for key, value in found.items() if value}


def seed_attempt(search: Search, outcome: Outcome, cached: str) -> Attempt:
    """Attempt 0: the initial program."""
    return Attempt(
        search=search.name,
        index=0,
        task=search.task.id,
        parent=None,
        prompt="",
        reply="",
        kind="seed",
        change="seed",
        failure="",
        failure_detail="",
        child=content_id(search.initial),
        outcome=outcome,
        model="",
        policy_version=0,
        temperature=0.0,
        seed=0,
        tokens_in=0,
        tokens_out=0,
        cost_usd=0.0,
        started=time.time(),
        generate_s=0.0,
        extra={"cached": cached} if cached else {},
    )


def overdue(outcome: Outcome) -> Outcome:
    """A program that the wall limit stopped again and again without using its CPU: a timeout in the end."""
    return replace(outcome, status=Status.TIMEOUT, score=None, reason=f"wall limit, repeatedly: {outcome.reason}"[:300])
