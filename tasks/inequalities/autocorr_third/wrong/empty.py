# expect: invalid: 0 entries
def solve(n_max):
    return {"a": []}
