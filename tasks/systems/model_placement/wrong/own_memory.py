# expect: invalid: leave no free memory
def solve(size, demand, M, G):
    return {"at": [0] * len(size), "M": 10**9, "size": [0] * len(size), "value": 0.0}
