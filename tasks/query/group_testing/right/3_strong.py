# profile: cheap
import json

import numpy as np


def solve(n, d, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    # split until there are d groups with a defective item, then read its number bit by bit
    first = 3.0
    coded, groups = json.loads(state) if round else (False, [])
    if coded:
        answer, place = [], 0
        for group in groups:
            bits = max(0, (len(group) - 1).bit_length())
            answer.append(group[sum(int(value) << b for b, value in enumerate(reply[place : place + bits]))])
            place += bits
        return {"answer": answer}
    if round == 0:
        count = int(first * d)
        groups = [list(range(k, n, count)) for k in range(count)]
    else:
        groups = [group for group, value in zip(groups, reply, strict=True) if value]
        coded = len(groups) == d
        if coded and all(len(group) == 1 for group in groups):
            return {"answer": [group[0] for group in groups]}
        if not coded:
            parts = 2 if round < rounds - 3 else 1000
            groups = [group[k::parts] for group in groups for k in range(min(parts, len(group)))]
    tests = []
    for group in groups:
        if coded:
            tests += [[group[i] for i in range(len(group)) if i >> b & 1] for b in range((len(group) - 1).bit_length())]
        else:
            tests.append(group)
    table = np.zeros((len(tests), n), np.uint8)
    for row, test in zip(table, tests, strict=True):
        row[test] = 1
    # EVOLVE-BLOCK-END
    return {"ask": table, "state": json.dumps([coded, groups]).encode()}
