# expect: ok:
def solve(n, **_):
    return {"answer": [0] * n}
