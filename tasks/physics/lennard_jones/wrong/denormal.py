# expect: invalid: at the same place
def solve(N):
    return {"p": [[5e-324 * i, 0.0, 0.0] for i in range(N)]}
