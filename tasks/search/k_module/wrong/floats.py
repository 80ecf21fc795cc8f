# expect: invalid: ask[0, 0]: expected an integer
def solve(M, **_):
    return {"ask": [[0.0] * M], "state": b""}
