# expect: invalid: at: expected
def solve(need, demand, M, G):
    return {"at": [i % G for i in range(len(need) - 1)]}
