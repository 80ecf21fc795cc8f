# expect: invalid: sum to zero
def solve(n_max):
    return {"a": [1.0 if i % 2 else -1.0 for i in range(n_max)]}
