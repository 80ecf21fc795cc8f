# expect: invalid: twice
def solve(N):
    return {"a": [1, 2, 4, 5] * 3}
