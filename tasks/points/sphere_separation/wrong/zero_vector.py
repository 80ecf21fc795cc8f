# expect: invalid: zero
def solve(n):
    return {"p": [[0.0, 0.0, 0.0]] + [[0.1 * i, 1.0, 0.5] for i in range(n - 1)]}
