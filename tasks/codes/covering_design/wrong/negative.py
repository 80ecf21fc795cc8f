# expect: invalid: is -1, expected 0..7
def solve(v, k, t):
    return {"b": [list(range(-1, k - 1))]}
