# expect: invalid: w
def solve(q, n):
    return {"w": [[0] * (n - 1)], "n": n - 1}
