# expect: ok:
# at most: 2.0
def solve(n_max):
    return {"a": [1.0] * n_max, "value": 1.1, "n": 1, "score": 1.1}
