# expect: invalid: at the same place
def solve(N):
    return {"p": [[0.0, 0.0, 0.0]] * 2 + [[1.1 * i, 2.0, 0.0] for i in range(N - 2)]}
