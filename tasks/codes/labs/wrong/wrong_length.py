# expect: invalid: expected 31 integers, got 13
def solve(n):
    return {"s": [1, 1, 1, 1, 1, -1, -1, 1, 1, -1, 1, -1, 1], "n": 13}
