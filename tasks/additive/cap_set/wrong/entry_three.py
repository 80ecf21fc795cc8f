# expect: invalid: is 3, expected 0..2
def solve(n):
    return {"v": [[3] * n, [1] * n]}
