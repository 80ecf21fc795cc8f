# expect: invalid: s
def solve(n):
    return {"s": [0.001] * n}
