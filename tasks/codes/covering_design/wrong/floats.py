# expect: invalid: b
def solve(v, k, t):
    return {"b": [[float(x) for x in range(k)]]}
