# expect: invalid: p[0]: expected 3 numbers, got 2
def solve(N):
    return {"p": [[1.1 * i, 0.0] for i in range(N)]}
