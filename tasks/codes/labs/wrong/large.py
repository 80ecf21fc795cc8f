# expect: invalid: expected -1..1
def solve(n):
    return {"s": [2**31] * n}
