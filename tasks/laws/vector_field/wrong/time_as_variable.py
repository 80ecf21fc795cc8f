# expect: invalid: unknown name t
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x + t"] * d}
