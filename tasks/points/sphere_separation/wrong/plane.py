# expect: invalid: p[0]: expected 3 numbers, got 2
def solve(n):
    return {"p": [[1.0, 0.1 * i] for i in range(n)]}
