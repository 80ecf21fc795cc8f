# expect: invalid: leave no free memory
def solve(need, demand, M, G):
    return {"at": [0] * len(need), "M": 10**9, "need": [0] * len(need), "value": 0.0}
