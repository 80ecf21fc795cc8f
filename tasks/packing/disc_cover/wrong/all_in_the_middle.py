# expect: ok:
# at most: 0.7
def solve(n):
    return {"x": [0.5] * n, "y": [0.5] * n, "radius": 0.1}
