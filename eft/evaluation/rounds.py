"""Tasks that are played in rounds: a program asks, the trusted side answers, and only the program's `state` lives on to the next round.

Every round is a call of `solve` in a fresh process. A family (representation R) adds to its `score.py`

    reply(public, secret, past, out) -> (past, news)

with `out` as `solve` returned it (at least `ask`). `past` is the trusted side's own memory of the run: empty at first, and merged into
`secret` when the answer is scored, so that a scorer counts what was asked. `news` are the inputs that change for the next round; None ends
the run, which is then scored with an empty answer. A refused question ends the run too (`Reject`). Pure, like `score`.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping
from typing import Any

from eft.evaluation.blocks.verdict import Reject, Verdict, reject
from eft.types import Task

MAX_STATE = 1 << 16  # bytes
TOTAL = 4.0  # all rounds of one run together may use this many times the CPU and wall time of one round,
ROUND_CPU_S, ROUND_WALL_S = 0.02, 0.5  # and for every round what a fresh process costs, on a busy machine
LETTER = "R"

Public = Mapping[str, Any]
Reply = Callable[[Public, Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], tuple[Mapping[str, Any], Mapping[str, Any] | None]]
Score = Callable[[Public, Mapping[str, Any], Any], Verdict]
Call = Callable[[dict[str, Any]], Any]


def in_rounds(task: Task) -> bool:
    """Whether the task's family is played in rounds."""
    return task.representation == LETTER


def play(public: Public, secret: Mapping[str, Any], rounds: int, call: Call, reply: Reply, score: Score) -> Verdict:
    """The verdict on one run of at most `rounds` rounds. `call` runs the program once and returns what its `solve` returned.

    The program gets `public`, with the last reply in it, and `round` (from 0), `rounds` and `state` (the bytes that it returned last, none
    at first).
    """
    public = {**public, "rounds": rounds}
    past: Mapping[str, Any] = {}
    news: Mapping[str, Any] | None = {}
    state = b""
    for number in range(rounds):
        out = call({**public, **(news or {}), "round": number, "state": state})
        if not isinstance(out, Mapping):
            return reject(f"solve must return a dict with `ask` and `state`, or with `answer`, got {type(out).__name__}")
        try:
            if "ask" not in out:
                return score(public, {**secret, **past}, out)
            state = _state(out)
            past, news = reply(public, secret, past, out)
            if news is None:
                return score(public, {**secret, **past}, {})
        except Reject as refusal:
            return reject(str(refusal))
    return reject(f"no answer within {rounds} rounds")


def _state(out: Mapping[str, Any]) -> bytes:
    state = out.get("state", b"")
    if not isinstance(state, bytes):
        raise Reject(f"state: expected bytes, got {type(state).__name__}")
    if len(state) > MAX_STATE:
        raise Reject(f"state: {len(state)} bytes, at most {MAX_STATE} allowed")
    return state


def hushed_error(error: str, source: str) -> str:
    """What may be told of an error of a program that has seen a reply: lines of the program, the kind of exception, no word of its own."""
    lines = source.split("\n")
    places = [int(number) for number in re.findall(r"^line (\d{1,7})\b", error, re.MULTILINE)]
    told = [f"line {number}: {lines[number - 1].strip()[:200]}" for number in places[-4:] if 0 < number <= len(lines)]
    kind = re.match(r"\w{1,80}", error.rpartition("\n")[2])
    name = kind[0] if kind and isinstance(getattr(builtins, kind[0], None), type) else "what it returned cannot be read"
    return "\n".join([*told, f"{name} (the text is not shown: the program had seen replies)"])


def hushed_reason(reason: str) -> str:
    """A refusal without its numbers: a program could write in them what it has seen of a hidden instance."""
    return re.sub(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?", "#", reason)
