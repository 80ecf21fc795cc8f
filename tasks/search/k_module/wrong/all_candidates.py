# expect: ok:
# at most: 625
import itertools


def solve(M, O, round, reply, **_):
    rows = [list(row) for row in itertools.product(range(O), repeat=M)]
    if round == 0:
        return {"ask": rows, "state": b""}
    return {"answer": rows[list(reply).index(M)]}
