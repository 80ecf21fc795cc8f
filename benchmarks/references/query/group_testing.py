"""Reference for query/group_testing: groups are halved until d of them are positive, then every item is read bit by bit in one round."""

from __future__ import annotations

import json
import math

import numpy as np

SOLVER = "halving until d groups are positive, then binary codes, one run"
FIRST = 2.0  # groups of the first round per defective item


def base(n, d, round, rounds, state, reply):
    """One test per item."""
    if round == 0:
        return {"ask": np.eye(n, dtype=np.uint8), "state": b""}
    return {"answer": np.flatnonzero(reply)}


def solve(n, d, round, rounds, state, reply):
    if round == 0:
        count = math.ceil(FIRST * d)
        return _ask(n, [list(range(k, n, count)) for k in range(count)], False)
    coded, groups = json.loads(state)
    if coded:
        bits = [(len(group) - 1).bit_length() for group in groups]
        ends = np.cumsum(bits)
        values = [reply[end - count : end] for end, count in zip(ends, bits, strict=True)]
        return {"answer": [group[sum(int(v) << b for b, v in enumerate(value))] for group, value in zip(groups, values, strict=True)]}
    groups = [group for group, value in zip(groups, reply, strict=True) if value]
    if len(groups) == d:
        if all(len(group) == 1 for group in groups):
            return {"answer": [group[0] for group in groups]}
        return _ask(n, groups, True)
    parts = 2 if round < rounds - 3 else n
    return _ask(n, [group[k::parts] for group in groups for k in range(min(parts, len(group)))], False)


def _ask(n, groups, coded):
    tests = groups
    if coded:
        tests = [[item for i, item in enumerate(g) if i >> b & 1] for g in groups for b in range((len(g) - 1).bit_length())]
    table = np.zeros((len(tests), n), np.uint8)
    for row, test in zip(table, tests, strict=True):
        row[test] = 1
    return {"ask": table, "state": json.dumps([coded, groups]).encode()}
