# expect: invalid: out of range
def solve(N):
    return {"a": [0, 1, 3, 4]}
