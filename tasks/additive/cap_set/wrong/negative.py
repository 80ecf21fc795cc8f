# expect: invalid: is -1, expected 0..2
def solve(n):
    return {"v": [[-1] * n, [2] * n]}
