# expect: ok:
import numpy as np


def solve(n, round, reply, state, **_):
    if round < 3:
        return {"ask": np.zeros((n, n), np.uint8), "state": b""}
    if round == 3:
        return {"ask": np.eye(n, dtype=np.uint8), "state": b""}
    return {"answer": np.flatnonzero(reply)}
