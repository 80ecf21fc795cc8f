# expect: ok:
# at most: 5.0
def solve(n):
    return {"x": [2.0 * i for i in range(n)], "y": [0.0] * n, "theta": [0.0] * n, "side": 1.0, "outer_side": 1.0}
