# expect: ok:
# at most: 0.5
# one large disk with all others as points inside it: a point inside an open disk overlaps it
def solve(n):
    return {"w": 1.0, "x": [0.5] * n, "y": [0.5] * n, "r": [0.5] + [0.0] * (n - 1), "sum": 9.0}
