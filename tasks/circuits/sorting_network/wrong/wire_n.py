# expect: invalid: expected 0..
def solve(n):
    return {"c": [[0, n]]}
