# expect: invalid: capacity
def solve(xy, demand, Q):
    return {"route": list(range(1, len(xy))), "Q": 10**9, "demand": [0] * len(xy), "length": 1}
