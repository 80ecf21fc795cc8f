# expect: invalid: at
def solve(need, demand, M, G):
    return {"at": [i % 2 == 0 for i in range(len(need))]}
