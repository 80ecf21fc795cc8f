# expect: invalid: '/' after the end
def solve(x, y):
    return {"expr": "x0/2"}
