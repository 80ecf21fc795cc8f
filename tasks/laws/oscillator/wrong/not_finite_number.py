# expect: invalid: number 1e999 is not finite
def solve(t, x, v, a):
    return {"expr": "x*1e999"}
