# expect: ok:
# at most: 0.7
# centres far outside are moved to the border, where they are no use
def solve(n):
    return {"x": [1e300] * n, "y": [-1e300] * n, "r": [0.0] * n}
