# expect: error: NameError
def solve(n, round, **_):
    global best
    if round == 0:
        best = [0] * n
        return {"ask": [best], "state": b""}
    return {"answer": best}
