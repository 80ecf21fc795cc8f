# expect: invalid: g
def solve(k, a):
    return {"g": [k] + [0] * (len(a) - 1)}
