# expect: invalid: g: expected
def solve(k, a):
    return {"g": []}
