# expect: invalid: is larger than 1 in size
def solve(s, p, axis):
    return {"c": [1e30] * (s - p)}
