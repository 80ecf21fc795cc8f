# expect: invalid: more than 60 nodes
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x" + " + x" * 30] * d}
