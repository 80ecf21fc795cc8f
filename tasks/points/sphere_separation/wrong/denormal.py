# expect: invalid: zero
def solve(n):
    return {"p": [[5e-324 * (i + 1), 0.0, 0.0] for i in range(n)]}
