# expect: invalid: queries in all, at most
def solve(n, **_):
    return {"ask": [[0, 1]] * (n * n), "state": b""}
