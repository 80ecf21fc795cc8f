"""Reference for query/or_permutation: a small pivot out of a sample, a hunt for the zero among its submasks, deduction of what is left."""

from __future__ import annotations

import json
from itertools import combinations

SOLVER = "pivot from a sample of 8, zero among its submasks, one of every class deduced, one run"
SAMPLE, PROBES = 8, 10


def base(n, round, rounds, state, reply):
    """All pairs: the AND of the ORs of an entry is the entry itself."""
    if round == 0:
        return {"ask": [list(pair) for pair in combinations(range(n), 2)], "state": b""}
    both = [n - 1] * n
    for (i, j), value in zip(combinations(range(n), 2), reply, strict=True):
        both[i] &= int(value)
        both[j] &= int(value)
    return {"answer": both}


def solve(n, round, rounds, state, reply):
    values = [int(value) for value in reply]
    memory = json.loads(state) if round else {}
    if round == 0:
        return {"ask": [list(pair) for pair in combinations(range(SAMPLE), 2)], "state": json.dumps({"step": "sample"}).encode()}
    if memory["step"] == "sample":
        both = [n - 1] * SAMPLE
        for (i, j), value in zip(combinations(range(SAMPLE), 2), values, strict=True):
            both[i] &= value
            both[j] &= value
        first = min(range(SAMPLE), key=lambda i: both[i].bit_count())
        memory = {"step": "hunt", "first": first, "pivot": first, "left": [i for i in range(n) if i != first]}
        return _ask(memory, [[first, i] for i in memory["left"]])
    if memory["step"] == "hunt":
        if memory["pivot"] == memory["first"]:
            memory["ors"] = dict(zip(memory["left"], values, strict=True))
        low = min(values)
        left = [i for i, value in zip(memory["left"], values, strict=True) if value == low]
        if len(left) > 1:
            memory |= {"pivot": left[0], "left": left[1:]}
            return _ask(memory, [[left[0], i] for i in left[1:]])
        memory |= {"step": "duel", "pair": [memory["pivot"], left[0]]}
    elif memory["step"] == "duel":
        half = len(values) // 2
        if values[:half] != values[half:]:
            zero = memory["pair"][sum(values[:half]) > sum(values[half:])]
            return _last(n, memory, zero)
    else:
        found = {int(i): value for i, value in memory["known"].items()} | dict(zip(memory["asked"], values, strict=True))
        for i, options in memory["deduced"]:
            found[i] = (set(options) - set(found.values())).pop()
        return {"answer": [found[i] for i in range(n)]}
    others = [i for i in range(n) if i not in memory["pair"]]
    others = [others[(7 * k + 13 * round) % len(others)] for k in range(PROBES)]
    return _ask(memory, [[i, k] for i in memory["pair"] for k in others])


def _last(n, memory, zero):
    """Asks the zero with all members but one of every class of equal ORs with the first pivot."""
    first, ors = memory["first"], {int(i): value for i, value in memory["ors"].items()}
    if zero == first:
        ors[zero] = 0
        return {"answer": [ors[i] for i in range(n)]}
    mask = ors[zero]
    classes: dict[int, list[int]] = {}
    for i, value in ors.items():
        if i != zero:
            classes.setdefault(value, []).append(i)
    asked = [i for members in classes.values() for i in members[1:]]
    deduced = [[members[0], [v for v in range(n) if v | mask == key]] for key, members in classes.items()]
    known = {str(zero): 0, str(first): mask}
    return _ask({"step": "end", "known": known, "asked": asked, "deduced": deduced}, [[zero, i] for i in asked] or [[zero, first]])


def _ask(memory, pairs):
    return {"ask": pairs, "state": json.dumps(memory).encode()}
