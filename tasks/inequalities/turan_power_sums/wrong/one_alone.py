# expect: ok:
# at most: 1.0
def solve(n):
    return {"re": [1.0] + [0.0] * (n - 1), "im": [0.0] * n, "score": 0.1}
