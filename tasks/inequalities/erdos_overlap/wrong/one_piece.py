# expect: invalid: 1 entries
def solve(n_max):
    return {"h": [0.5]}
