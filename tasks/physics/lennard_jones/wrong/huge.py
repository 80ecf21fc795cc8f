# expect: invalid: at the same place
def solve(N):
    return {"p": [[1e300, 1e300, 1e300]] * 2 + [[1.1 * i, 0.0, 0.0] for i in range(N - 2)]}
