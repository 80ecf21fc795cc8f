# expect: invalid: is 8, expected 0..7
def solve(v, k, t):
    return {"b": [list(range(v - k + 1, v + 1))]}
