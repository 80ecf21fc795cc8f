# expect: invalid: b
def solve(v, k, t):
    return {"b": [list(range(v))], "k": v}
