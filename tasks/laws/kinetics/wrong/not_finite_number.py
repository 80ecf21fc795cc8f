# expect: invalid: number 1e999 is not finite
def solve(A, T, t, r):
    return {"expr": "A*1e999"}
