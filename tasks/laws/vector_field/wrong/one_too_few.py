# expect: invalid: expr: expected a list of
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x"] * (d - 1)}
