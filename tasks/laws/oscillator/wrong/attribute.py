# expect: invalid: does not belong to the language
def solve(t, x, v, a):
    return {"expr": "x.__class__"}
