# expect: invalid: = 0 mod 3
def solve(n):
    return {"v": [[0] * n, [1] * n, [2] * n]}
