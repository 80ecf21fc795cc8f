# expect: invalid: is 0, expected -1 or 1
def solve(n):
    return {"s": [0] * (n + 1)}
