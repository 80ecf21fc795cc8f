# expect: error: AttributeError
def solve(d, round, **_):
    if round == 0:
        solve.best = [0.0] * d
        return {"ask": [solve.best], "state": b""}
    return {"answer": solve.best}
