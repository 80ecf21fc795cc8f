# expect: invalid: sum to zero
def solve(n_max):
    return {"a": [0.0] * n_max}
