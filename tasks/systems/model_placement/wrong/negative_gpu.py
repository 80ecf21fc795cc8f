# expect: invalid: at[0] is -1
def solve(need, demand, M, G):
    return {"at": [-1] + [i % G for i in range(1, len(need))]}
