# expect: invalid: nested more than 40 deep
def solve(t, P, dP):
    return {"expr": "(" * 60 + "P" + ")" * 60}
