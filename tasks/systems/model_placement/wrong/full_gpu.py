# expect: invalid: leave no free memory
def solve(need, demand, M, G):
    return {"at": [0] * len(need)}
