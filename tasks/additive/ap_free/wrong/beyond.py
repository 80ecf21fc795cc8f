# expect: invalid: out of range
def solve(N):
    return {"a": [1, 2, N + 1]}
