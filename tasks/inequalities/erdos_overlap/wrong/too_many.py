# expect: invalid: entries, expected 2..51
def solve(n_max):
    return {"h": [0.5] * (n_max + 1)}
