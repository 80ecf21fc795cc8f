# expect: ok:
def solve(d, **_):
    return {"answer": [1e9] * d}
