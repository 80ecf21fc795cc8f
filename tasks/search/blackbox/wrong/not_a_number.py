# expect: ok:
def solve(d, round, reply, **_):
    if round == 0:
        return {"ask": [[float("nan")] * d], "state": b""}
    return {"answer": [5.0 if reply[0] == 1e12 else 0.0] * d}
