# profile: cheap
import json

import numpy as np


def solve(n, d, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    size = 4
    parts = 4
    groups = json.loads(state) if round else []
    positive = [group for group, value in zip(groups, reply, strict=True) if value]
    if round > 0 and all(len(group) == 1 for group in positive):
        return {"answer": [group[0] for group in positive]}
    if round == 0:
        groups = [list(range(i, min(n, i + size))) for i in range(0, n, size)]
    else:
        groups = []
        for group in positive:
            count = parts if round < rounds - 2 else len(group)
            groups += [group[k::count] for k in range(min(count, len(group)))]
    tests = np.zeros((len(groups), n), np.uint8)
    for test, group in zip(tests, groups, strict=True):
        test[group] = 1
    # EVOLVE-BLOCK-END
    return {"ask": tests, "state": json.dumps(groups).encode()}
