# expect: invalid: expected 0..511
def solve(n, d):
    return {"w": [-1]}
