# expect: invalid: loop
def solve(n):
    return {"edges": [[0, 1], [2, 2]]}
