# expect: invalid: at most 1600 allowed
def solve(n, ptr, idx, cost):
    return {"s": [0] * (4 * len(cost) + 1)}
