# expect: invalid: expected 5 integers, got 4
def solve(n, d):
    return {"z": [1] * (d - 1)}
