# expect: invalid: c[0] is nan
def solve(s, p, axis):
    return {"c": [float("nan")] * (s - p)}
