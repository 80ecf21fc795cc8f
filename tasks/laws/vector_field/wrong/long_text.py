# expect: invalid: 100000 characters, at most 600
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x" * 100000] * d}
