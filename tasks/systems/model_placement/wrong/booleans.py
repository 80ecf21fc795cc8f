# expect: invalid: at
def solve(size, demand, M, G):
    return {"at": [i % 2 == 0 for i in range(len(size))]}
