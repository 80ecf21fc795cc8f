# expect: invalid: progression
def solve(N):
    return {"a": [1, 2, 4, 7, 10]}
