# expect: invalid: c
def solve(s, p, axis):
    return {"c": ["0.1"] * (s - p)}
