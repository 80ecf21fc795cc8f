# expect: invalid: 4-cycle
def solve(n):
    return {"edges": [[0, 1], [1, 2], [2, 3], [0, 3]]}
