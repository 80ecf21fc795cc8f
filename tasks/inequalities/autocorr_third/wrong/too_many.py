# expect: invalid: 101 entries
def solve(n_max):
    return {"a": [1.0] * (n_max + 1)}
