# expect: ok:
# at most: 0.6666666667
def solve(n_max):
    return {"a": [1.0] * n_max, "value": 0.99, "n": 1, "score": 0.99}
