# expect: invalid: m
def solve(k):
    return {"m": [float(2**i) for i in range(k)]}
