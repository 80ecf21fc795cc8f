# expect: invalid: does not belong to the language
def solve(t, z):
    d = z.shape[1]
    return {"expr": ["x.real"] * d}
