# expect: invalid: not connected
def solve(n, d):
    return {"n": 4, "d": 9, "edges": [[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]]}
