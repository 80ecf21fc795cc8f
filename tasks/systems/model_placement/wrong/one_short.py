# expect: invalid: at: expected
def solve(size, demand, M, G):
    return {"at": [i % G for i in range(len(size) - 1)]}
