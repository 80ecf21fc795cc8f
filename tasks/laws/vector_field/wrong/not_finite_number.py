# expect: invalid: number 1e999 is not finite
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x*1e999"] * d}
