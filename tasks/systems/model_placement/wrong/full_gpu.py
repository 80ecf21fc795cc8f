# expect: invalid: leave no free memory
def solve(size, demand, M, G):
    return {"at": [0] * len(size)}
