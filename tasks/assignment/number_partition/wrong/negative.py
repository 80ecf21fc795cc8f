# expect: invalid: g
def solve(k, a):
    return {"g": [-1] * len(a)}
