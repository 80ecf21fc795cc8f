# expect: invalid: expected an integer
def solve(x, y):
    return {"expr": "x0*0.5"}
