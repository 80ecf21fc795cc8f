# expect: invalid: s
def solve(n):
    return {"s": [0.5] * (n + 1)}
