# expect: invalid: expected 0..
def solve(n):
    return {"edges": [[0, n]]}
