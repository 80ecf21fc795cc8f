# expect: invalid: p: expected 9 x 3 numbers
def solve(n):
    return {"p": [[0.1 * i, 0.0, 0.0] for i in range(n + 1)]}
