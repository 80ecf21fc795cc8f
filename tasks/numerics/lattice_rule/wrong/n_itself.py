# expect: invalid: expected 1..126
def solve(n, d):
    return {"z": [n] * d}
