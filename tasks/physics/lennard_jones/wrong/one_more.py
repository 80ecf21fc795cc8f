# expect: invalid: p: expected
def solve(N):
    return {"p": [[1.1 * i, 0.0, 0.0] for i in range(N + 1)]}
