# expect: invalid: a
def solve(N):
    return {"a": [1.0, 2.0]}
