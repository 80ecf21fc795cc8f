# expect: invalid: s[1] is 400, expected 0..399
def solve(n, ptr, idx, cost):
    return {"s": [0, len(cost)]}
