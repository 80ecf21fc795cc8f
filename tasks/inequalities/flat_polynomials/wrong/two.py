# expect: invalid: is 2, expected -1..1
def solve(n):
    return {"s": [2] + [1] * n}
