# expect: invalid: 0 entries
def solve(v, k, t):
    return {"b": []}
