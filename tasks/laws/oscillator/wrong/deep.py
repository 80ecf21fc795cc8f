# expect: invalid: nested more than 40 deep
def solve(t, x, v, a):
    return {"expr": "(" * 60 + "x" + ")" * 60}
