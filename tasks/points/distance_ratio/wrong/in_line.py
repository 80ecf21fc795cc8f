# expect: ok:
# at most: 49.0
def solve(n, d):
    return {"p": [[1.0 * i] + [0.0] * (d - 1) for i in range(n)], "ratio": 1.0}
