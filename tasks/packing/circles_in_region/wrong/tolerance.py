# expect: ok: crosses
# at most: 0.2928932188134524
# one disk a billionth larger than the incircle of the triangle, the others without area in a corner
def solve(n, region):
    r = 1.0 - 0.5**0.5
    return {"x": [r] + [0.0] * (n - 1), "y": [r] + [1.0 / (i + 1) for i in range(1, n)], "r": [r + 1e-9] + [0.0] * (n - 1)}
