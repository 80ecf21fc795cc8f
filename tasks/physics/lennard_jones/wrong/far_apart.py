# expect: ok:
# at most: -1
def solve(N):
    return {"p": [[2.0 * i, 0.0, 0.0] for i in range(N)], "energy": -1e9, "N": 2}
