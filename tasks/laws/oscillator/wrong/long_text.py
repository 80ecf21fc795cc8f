# expect: invalid: 100000 characters, at most 600
def solve(t, x, v, a):
    return {"expr": "x" * 100000}
