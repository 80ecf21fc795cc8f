# expect: invalid: number 1e999 is not finite
def solve(t, P, dP):
    return {"expr": "P*1e999"}
