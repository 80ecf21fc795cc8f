# expect: invalid: zero vector
def solve(n, s):
    return {"p": [[5e-324 * i, 0.0, 0.0] for i in range(n)]}
