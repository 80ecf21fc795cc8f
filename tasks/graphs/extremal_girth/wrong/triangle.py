# expect: invalid: triangle
def solve(n):
    return {"edges": [[0, 1], [1, 2], [2, 0]]}
