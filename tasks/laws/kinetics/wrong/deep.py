# expect: invalid: nested more than 40 deep
def solve(A, T, t, r):
    return {"expr": "(" * 60 + "A" + ")" * 60}
