# expect: ok:
# at most: -13
def solve(n, k, u0):
    return {"on": list(range(k - 1)) + [n - 1], "u0": 1.0, "value": -99.0}
