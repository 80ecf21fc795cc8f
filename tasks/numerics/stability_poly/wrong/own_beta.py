# expect: ok:
# at most: 2.0
def solve(s, p, axis):
    return {"c": [0.0] * (s - p), "beta": 1e9, "s": 100, "axis": "imaginary"}
