# expect: invalid: expected i < j
def solve(n):
    return {"c": [[1, 0]]}
