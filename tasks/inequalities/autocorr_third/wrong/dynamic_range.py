# expect: ok:
# at most: 2.0
def solve(n_max):
    return {"a": [1e308] + [1e-308] * (n_max - 2) + [1e308]}
