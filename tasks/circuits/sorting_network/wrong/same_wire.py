# expect: invalid: expected i < j
def solve(n):
    return {"c": [[0, 0]]}
