# expect: invalid: expected 12 integers, got 11
def solve(k):
    return {"m": [2**i for i in range(k - 1)]}
