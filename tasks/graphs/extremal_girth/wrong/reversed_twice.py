# expect: invalid: appears twice
def solve(n):
    return {"edges": [[0, 1], [1, 0]]}
