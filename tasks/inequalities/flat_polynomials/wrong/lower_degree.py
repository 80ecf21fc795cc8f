# expect: invalid: s: expected 17 integers
def solve(n):
    return {"s": [1, 1, 1, -1], "n": 3}
