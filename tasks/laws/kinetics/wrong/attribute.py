# expect: invalid: does not belong to the language
def solve(A, T, t, r):
    return {"expr": "A.__class__"}
