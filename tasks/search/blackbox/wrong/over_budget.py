# expect: invalid: points in all, at most # allowed
def solve(d, budget, **_):
    return {"ask": [[0.0] * d] * (budget // 2 + 1), "state": b""}
