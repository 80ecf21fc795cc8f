# expect: invalid: g
def solve(k, a):
    return {"g": [0.5] * len(a)}
