# expect: ok: divided
# at most: 1.0
# the large one becomes 1, the others nearly vanish
def solve(n):
    return {"re": [1.0] + [-500.0] * (n - 1), "im": [0.0] * n, "value": 0.5}
