# expect: invalid: does not belong to the language
def solve(t, P, dP):
    return {"expr": "P.__class__"}
