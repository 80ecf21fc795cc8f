# expect: invalid: ask: # sets in all, at most # allowed
def solve(n, budget, round, **_):
    return {"ask": [[0] * n] * (budget // 2 + 1), "state": b""}
