# expect: invalid: m
def solve(k):
    return {"m": [False, True] + [2**i for i in range(2, k)]}
